package org.apga.run.spark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.commons.collections4.ListUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.apga.data.ChecksumReader;
import org.apga.data.ImageSource;
import org.apga.files.Patience;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads image files on the executors of a cluster, 200 per task. The driver reads fewer than 2,000
 * files itself, in less time than Spark takes to start.
 *
 * @param context opened if there are many files
 * @param here reads few files
 * @param patience how long to wait for a file system that does not answer
 */
public record SparkChecksumReader(
    SparkContexts.Lazy context, ChecksumReader here, Duration patience) implements ChecksumReader {
  private static final Logger LOG = LoggerFactory.getLogger(SparkChecksumReader.class);
  private static final int FILES_A_TASK = 200;
  private static final int WORTH_A_JOB = 2_000;
  private static final long POLL_MILLIS = 500;

  @Override
  public List<String> read(ImageSource source, List<String> paths, IntConsumer read)
      throws IOException, InterruptedException {
    if (paths.size() < WORTH_A_JOB) {
      return here.read(source, paths, read);
    }
    List<List<String>> tasks =
        ListUtils.partition(paths, FILES_A_TASK).stream()
            .<List<String>>map(ArrayList::new)
            .toList();
    String name = source.name();
    String root = source.root();
    String folder = source.folder();
    Duration wait = patience;
    JavaSparkContext spark = context.get();
    spark.setJobDescription("checksums of " + paths.size() + " image files");
    try {
      JavaFutureAction<List<List<String>>> job =
          spark
              .parallelize(tasks, tasks.size())
              .map(some -> checksums(some, name, root, folder, wait))
              .collectAsync();
      return wait(job, spark.statusTracker(), read).stream().flatMap(List::stream).toList();
    } finally {
      spark.setJobDescription(null);
    }
  }

  private static List<List<String>> wait(
      JavaFutureAction<List<List<String>>> job, JavaSparkStatusTracker tracker, IntConsumer read)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return job.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException goesOn) {
        read.accept(tasksDone(job, tracker) * FILES_A_TASK);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new IOException(
            "Cannot read the image files: "
                + LostJob.of(String.valueOf(cause.getMessage())).why()
                + ". Check the file system and run the same command again.",
            cause);
      }
    }
  }

  private static int tasksDone(JavaFutureAction<?> job, JavaSparkStatusTracker tracker) {
    int done = 0;
    for (int id : job.jobIds()) {
      SparkJobInfo info = tracker.getJobInfo(id);
      for (int stage : info == null ? new int[0] : info.stageIds()) {
        SparkStageInfo of = tracker.getStageInfo(stage);
        done += of == null ? 0 : of.numCompletedTasks();
      }
    }
    return done;
  }

  /** The work of an executor. Only texts and a duration are sent to it. */
  private static List<String> checksums(
      List<String> paths, String name, String root, String folder, Duration patience)
      throws IOException, InterruptedException {
    Configuration hadoop = SparkContexts.hadoop(SparkEnv.get().conf());
    ImageSource source = new ImageSource(name, root, folder);
    return new ArrayList<>(
        new Patience(patience, LOG::warn)
            .obtain("read the images of " + root, () -> source.checksums(paths, hadoop)));
  }
}
