// A browser that keeps nothing, as inside another program's frame or with everything blocked.
() => {
  for (const store of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, store, {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
};
