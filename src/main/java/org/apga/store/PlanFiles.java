package org.apga.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Where the plans of runs are. A run is one whose plan is there. */
record PlanFiles(FileSystem fs, Path folder) {
  private static final String ENDING = ".json";

  /** Where a run's plan is. */
  Path file(String run) {
    return new Path(folder, run + ENDING);
  }

  /** Names of all runs, oldest first. */
  List<String> runs() throws IOException {
    List<String> runs = new ArrayList<>();
    if (fs.exists(folder)) {
      for (FileStatus plan : fs.listStatus(folder)) {
        String name = plan.getPath().getName();
        if (name.endsWith(ENDING) && !name.startsWith("_")) {
          runs.add(name.substring(0, name.length() - ENDING.length()));
        }
      }
    }
    runs.sort(null);
    return runs;
  }
}
