package org.apga.data.image;

/** How the channels of a colour image become grey. */
public enum Channel {
  /** Rec. 601 luma: 0.299 red + 0.587 green + 0.114 blue. */
  LUMINANCE,
  /** The first channel, red, as in the published code of Cheng et al. 2019. */
  FIRST
}
