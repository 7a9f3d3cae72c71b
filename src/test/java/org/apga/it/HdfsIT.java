package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apga.cli.CommandRun;
import org.apga.store.ResultStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data and results on an HDFS give the bits that a folder gives. */
@Timeout(120)
class HdfsIT {
  private static final String ARMS = "grid.arms=[baseline,apga]";

  @TempDir private static Path folder;

  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("cluster").toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  @Test
  void aGridOnHdfsGivesTheBitsOfALocalOne() throws Exception {
    TinyGrid grid = TinyGrid.in(folder, "elbow");
    FileSystem hdfs = cluster.getFileSystem();
    hdfs.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(grid.data().toUri()), new org.apache.hadoop.fs.Path("/data"));
    String root = cluster.getURI() + "/results";
    String[] onHdfs = {ARMS, "data.root=" + cluster.getURI() + "/data", "results.root=" + root};

    CommandRun first = grid.run("unused", onHdfs);
    CommandRun again = grid.run("unused", onHdfs);

    assertThat(first.errors()).isEmpty();
    assertThat(first.exitCode()).isZero();
    assertThat(again.exitCode()).isZero();
    assertThat(again.lines())
        .contains("Nothing to train: every trial is committed in " + root + ".");
    assertThat(grid.run("local", ARMS).exitCode()).isZero();
    ResultStore store = ResultStore.open(root, hdfs.getConf());
    assertThat(store.plans().runs()).hasSize(1);
    assertThat(TinyGrid.results(store, store.plans().runs().get(0)))
        .isEqualTo(grid.results("local"));

    org.apache.hadoop.fs.Path image = anImage(hdfs);
    FileStatus before = hdfs.getFileStatus(image);
    try (FSDataOutputStream out = hdfs.create(image, true)) {
      out.write(new byte[(int) before.getLen()]);
    }
    assertThat(grid.on("", "plan", "unused", onHdfs).lines())
        .filteredOn(line -> line.startsWith("elbow baseline"))
        .singleElement()
        .asString()
        .containsPattern("RERUN \\(images changed: 1 of \\d+ files\\)");
  }

  private static org.apache.hadoop.fs.Path anImage(FileSystem hdfs) throws IOException {
    RemoteIterator<LocatedFileStatus> files =
        hdfs.listFiles(new org.apache.hadoop.fs.Path("/data"), true);
    while (files.hasNext()) {
      org.apache.hadoop.fs.Path file = files.next().getPath();
      if (file.getName().endsWith(".png")) {
        return file;
      }
    }
    throw new IllegalStateException("There is no image.");
  }
}
