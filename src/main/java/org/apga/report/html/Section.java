package org.apga.report.html;

/** A part of the page under a heading of its own. */
interface Section {
  /** What links lead to. */
  String id();

  /** Its heading. */
  String title();

  /** Adds what stands under the heading. */
  void write(Markup html);
}
