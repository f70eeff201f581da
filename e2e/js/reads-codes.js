// Gives a browser what it lacks here: a camera, and the reading of codes. window.seen is what the code before it says.
() => {
  window.seen = "";
  window.BarcodeDetector = class {
    async detect() {
      return window.seen ? [{ rawValue: window.seen }] : [];
    }
  };
  navigator.mediaDevices.getUserMedia = async () => {
    const picture = document.createElement("canvas");
    picture.getContext("2d").fillRect(0, 0, picture.width, picture.height);
    return picture.captureStream(5);
  };
}
