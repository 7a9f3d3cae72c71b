package org.apga.run;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.config.GridConfig;

/** Makes the files that a configuration names mean the same in every process. */
public final class QualifiedPaths {
  private QualifiedPaths() {}

  /**
   * The settings that name files, with file system and full path: an executor of a cluster has a
   * working folder of its own, in which a relative path leads nowhere.
   *
   * @return by path of the setting, as HOCON; settings that name nothing are left out
   */
  public static SortedMap<String, String> of(GridConfig config, Configuration hadoop) {
    SortedMap<String, String> named = new TreeMap<>();
    named.put("data.root", config.data().root());
    named.put("data.manifest", config.data().manifest());
    named.put("results.root", config.resultsRoot());
    named.put("classifier.weights", config.start().classifier());
    named.put("policy.weights", config.start().policy());
    named.values().removeIf(String::isEmpty);
    named.replaceAll((setting, place) -> ConfigUtil.quoteString(qualified(place, hadoop)));
    return named;
  }

  private static String qualified(String place, Configuration hadoop) {
    try {
      Path path = new Path(place);
      return path.getFileSystem(hadoop).makeQualified(path).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot find the file system of " + place, e);
    }
  }
}
