package org.apga.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Example;
import org.apga.data.ImageChecksums;
import org.apga.data.ImageSource;
import org.apga.data.Manifest;
import org.apga.plan.DataIdentity;
import org.apga.plan.DataIdentity.OfPart;

/** What a data set is, read anew each time and kept nowhere. */
public final class Identities {
  private static final Configuration DISK = new Configuration(false);

  private Identities() {}

  /** File systems of tests lie over the disk; what troubles them does not trouble a plan. */
  private static ImageSource onDisk(ImageSource source) {
    return new ImageSource(
        source.name(),
        "file:" + URI.create(source.root()).getPath(),
        "file:" + URI.create(source.folder()).getPath());
  }

  /** The identity of a data set. */
  public static DataIdentity of(DataSet dataSet) {
    Manifest manifest = dataSet.manifest();
    Map<String, OfPart> parts = new HashMap<>();
    for (String part : manifest.groups()) {
      List<String> paths = manifest.ofGroup(part).stream().map(Example::path).toList();
      SortedMap<String, String> checksums = new TreeMap<>();
      try {
        List<String> read = onDisk(ImageSource.of(manifest)).checksums(paths, DISK);
        for (int i = 0; i < paths.size(); i++) {
          checksums.put(paths.get(i), read.get(i));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      parts.put(
          part,
          new OfPart(
              (seed, fold) -> dataSet.scheme().of(seed, fold).hash(part),
              new ImageChecksums(checksums).hash(),
              dataSet.boxes(part)));
    }
    return new DataIdentity(manifest.hash(), parts, (was, is) -> Optional.empty());
  }
}
