package org.apga.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.apga.files.EventfulStore.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFileTest {
  @TempDir private java.nio.file.Path folder;

  private static IOException replaced() {
    return new RemoteFileChangedException("s3a:/x", "open", "ETag 57d1 was unavailable");
  }

  @Test
  void anObjectThatIsReplacedWhileItIsReadIsReadAgain() throws IOException {
    java.nio.file.Path file = Files.writeString(folder.resolve("a.json"), "earlier");
    EventfulStore s3a = new EventfulStore("s3a");
    s3a.beforeOpen =
        () -> {
          s3a.beforeOpen = Event.NOTHING;
          Files.writeString(file, "later");
          throw replaced();
        };

    assertThat(SmallFile.read(s3a, new Path(file.toString()))).asString(UTF_8).isEqualTo("later");
  }

  @Test
  void anObjectThatIsReplacedAllTheTimeIsNotReadForEver() throws IOException {
    EventfulStore s3a = new EventfulStore("s3a");
    s3a.beforeOpen =
        () -> {
          throw replaced();
        };

    assertThatThrownBy(() -> SmallFile.read(s3a, new Path(folder + "/a.json")))
        .isInstanceOf(RemoteFileChangedException.class);
  }
}
