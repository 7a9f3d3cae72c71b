package org.apga.store.weights;

/**
 * The file that weights were imported from.
 *
 * @param file the file's name, without folders
 * @param sha256 SHA-256 of its bytes, 64 hex digits
 */
public record Origin(String file, String sha256) {
  @Override
  public String toString() {
    return file + " (SHA-256 " + sha256 + ")";
  }
}
