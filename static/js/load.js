"use strict";
/**
 * Fetches a page of ours as a document: the browser parses it, and no text becomes markup here.
 * @param {string} path @param {number} [timeout] in ms; otherwise as long as it takes
 * @returns {Promise<Document>} refused with the request that failed
 */
const loadPage = (path, timeout = 0) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open("GET", path);
  request.responseType = "document";
  request.timeout = timeout;
  request.onload = () => request.status === 200 && request.responseXML ? resolve(request.responseXML) : reject(request);
  request.onerror = request.ontimeout = () => reject(request);
  request.send();
});
