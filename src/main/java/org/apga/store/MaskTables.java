package org.apga.store;

import java.util.List;

/**
 * The tables that show what networks look at. A trial of an older version may lack its rows. PNGs
 * are 8-bit greyscale.
 */
public final class MaskTables {
  /** One row an image of a completed trial's sheet. */
  public static final TableSchema MASKS = Tables.named("masks");

  /** One row an image and epoch of a completed trial with a policy. */
  public static final TableSchema MASK_HISTORY = Tables.named("mask_history");

  /** One row a point of a deletion or insertion curve of a completed trial. */
  public static final TableSchema CURVES = Tables.named("curves");

  /** All of them. */
  public static final List<TableSchema> ALL = List.of(MASKS, MASK_HISTORY, CURVES);

  private MaskTables() {}
}
