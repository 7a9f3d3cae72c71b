package org.apga.provenance;

import java.util.Properties;

/**
 * The software that made a result.
 *
 * @param version the version of the project
 * @param gitCommit the commit it was built from; {@code unknown} outside a checkout
 * @param gitDirty whether uncommitted changes were built in
 * @param codeHash hash of the packages that determine numbers
 */
public record RunProvenance(String version, String gitCommit, boolean gitDirty, String codeHash) {
  private static final RunProvenance CURRENT = read();

  public static RunProvenance current() {
    return CURRENT;
  }

  private static RunProvenance read() {
    Properties build = Machine.properties("/apga-build.properties");
    return new RunProvenance(
        build.getProperty("git.build.version", "unknown"),
        build.getProperty("git.commit.id.full", "unknown"),
        Boolean.parseBoolean(build.getProperty("git.dirty", "false")),
        NumericCode.hash());
  }
}
