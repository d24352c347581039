/// <reference types="@sveltejs/kit" />

declare global {
  namespace App {
    interface PageState {
      /** Set when the page was opened by a link inside the app. */
      fromApp?: true;
    }
  }
}

export {};
