// The whole page as it is copied, selected with Ctrl+A.
() => {
  getSelection().selectAllChildren(document.body);
  const text = getSelection().toString();
  getSelection().removeAllRanges();
  return text;
};
