package org.apga.hunt;

import org.apga.trouble.Manners;
import org.apga.trouble.TroubleFileSystem;

/** File systems that a results root may be on, as the code tells them apart. */
enum StoreKind {
  /** HDFS: known by its scheme to rename in one step. */
  HDFS("hdfs", Manners.ATOMIC),
  /** S3 as Hadoop 3.3 writes to it. */
  OBJECTS(TroubleFileSystem.SCHEME, Manners.LAST_WINS),
  /** An object store with conditional writes. */
  CONDITIONAL_OBJECTS(TroubleFileSystem.SCHEME, Manners.FIRST_WINS),
  /** A file system that nobody knows, on which half a file is seen. */
  UNKNOWN(TroubleFileSystem.SCHEME, Manners.ATOMIC);

  private final String scheme;
  private final Manners manners;

  StoreKind(String scheme, Manners manners) {
    this.scheme = scheme;
    this.manners = manners;
  }

  String scheme() {
    return scheme;
  }

  Manners manners() {
    return manners;
  }
}
