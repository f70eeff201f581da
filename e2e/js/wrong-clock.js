// Puts a page's own clock ahead by so many ms, which a test can change: the time of day, not the count of time since the
// page began, as on a device whose clock was set wrong. It counts event streams too.
(ahead) => {
  const Real = Date, Stream = EventSource;
  window.ahead = ahead;
  window.streams = 0;
  window.Date = class extends Real {
    constructor(...args) {
      if (args.length) super(...args);
      else super(Real.now() + window.ahead);
    }
    static now() {
      return Real.now() + window.ahead;
    }
  };
  window.EventSource = class extends Stream {
    constructor(...args) {
      super(...args);
      window.streams++;
    }
  };
};
