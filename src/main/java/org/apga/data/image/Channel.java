package org.apga.data.image;

/** What becomes of a colour image's channels. */
public enum Channel {
  /** Rec. 601 luma: 0.299 red + 0.587 green + 0.114 blue. */
  LUMINANCE,
  /** The first channel, red, as the published code of Cheng et al. 2019 takes it. */
  FIRST
}
