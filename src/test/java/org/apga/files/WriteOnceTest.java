package org.apga.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.EventfulStore.Event;
import org.apga.files.JsonFile.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a document is found out, whatever fails before and after it is in place. */
class WriteOnceTest {
  private static final String OURS = "{\"attempt\": \"ours\"}\n";
  private static final String THEIRS = "{\"attempt\": \"theirs\"}\n";

  @TempDir private java.nio.file.Path folder;

  private java.nio.file.Path local() {
    return folder.resolve("trial/committed.json");
  }

  private void theirs() throws IOException {
    Files.createDirectories(folder.resolve("trial"));
    Files.writeString(local(), THEIRS);
  }

  private Outcome write(FileSystem fs) throws IOException {
    return new WriteOnce(fs, path(), OURS.getBytes(StandardCharsets.UTF_8), Files::createLink)
        .write();
  }

  private Path path() {
    return new Path(local().toString());
  }

  private Outcome writeLocally(WriteOnce.Link link) throws IOException {
    FileSystem fs = FileSystem.getLocal(new Configuration(false));
    return new WriteOnce(fs, path(), OURS.getBytes(StandardCharsets.UTF_8), link).write();
  }

  private static IOException lost() {
    return new IOException("The connection was reset.");
  }

  private static Event fails() {
    return () -> {
      throw lost();
    };
  }

  private List<String> files() throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(folder.resolve("trial"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aRenameWhoseReplyIsLostHasWrittenTheDocument() throws IOException {
    EventfulStore hdfs = new EventfulStore("hdfs");
    hdfs.afterRename = fails();

    assertThat(write(hdfs)).isEqualTo(Outcome.WRITTEN);
    assertThat(write(hdfs)).isEqualTo(Outcome.WRITTEN);
    assertThat(hdfs.requests).containsExactly("create", "rename");
    assertThat(local()).hasContent(OURS);
    assertThat(files()).containsExactly("committed.json");
  }

  @Test
  void aRenameThatIsGivenTwiceBecauseItsReplyWasLostIsOurs() throws IOException {
    EventfulStore webhdfs = new EventfulStore("webhdfs");
    // The client asks again by itself, and then the draft is not there any more.
    webhdfs.beforeRename =
        () -> {
          for (String name : files()) {
            Files.move(folder.resolve("trial/" + name), local());
          }
        };

    assertThat(write(webhdfs)).isEqualTo(Outcome.WRITTEN);
  }

  @Test
  void aRenameThatFailsBecauseAnotherCameFirstTellsSo() throws IOException {
    EventfulStore hdfs = new EventfulStore("hdfs");
    hdfs.beforeRename =
        () -> {
          theirs();
          throw lost();
        };

    assertThat(write(hdfs)).isEqualTo(Outcome.ALREADY_EXISTS);
    assertThat(local()).hasContent(THEIRS);
    assertThat(files()).containsExactly("committed.json");
  }

  @Test
  void aRenameThatFailedForSureLeavesNothing() throws IOException {
    EventfulStore hdfs = new EventfulStore("hdfs");
    hdfs.beforeRename = fails();

    assertThatThrownBy(() -> write(hdfs))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("The connection was reset.");
    assertThat(files()).isEmpty();
    hdfs.beforeRename = Event.NOTHING;
    assertThat(write(hdfs)).isEqualTo(Outcome.WRITTEN);
  }

  @Test
  void aRenameThatMayStillComeIsUnknownAndTheSameOrderFindsOut() throws IOException {
    EventfulStore hdfs = new EventfulStore("hdfs");
    hdfs.beforeRename = fails();
    hdfs.beforeDelete = fails();

    assertThatThrownBy(() -> write(hdfs))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessage(
            "it is not known whether hdfs:%s was written: The connection was reset.", local());
    // It comes.
    Files.move(folder.resolve("trial/" + files().get(0)), local());

    assertThat(write(hdfs)).isEqualTo(Outcome.WRITTEN);
  }

  @Test
  void whereOneCannotLookTheOutcomeIsUnknown() throws IOException {
    EventfulStore hdfs = new EventfulStore("hdfs");
    hdfs.afterRename =
        () -> {
          hdfs.beforeOpen = fails();
          throw lost();
        };

    assertThatThrownBy(() -> write(hdfs)).isInstanceOf(UnknownOutcomeException.class);
    hdfs.beforeOpen = Event.NOTHING;

    assertThat(write(hdfs)).isEqualTo(Outcome.WRITTEN);
  }

  @Test
  void aDraftThatCannotBeDeletedIsLeftAndChangesNothing() throws IOException {
    EventfulStore hdfs = new EventfulStore("hdfs");
    hdfs.beforeRename = this::theirs;
    hdfs.beforeDelete = fails();

    assertThat(write(hdfs)).isEqualTo(Outcome.ALREADY_EXISTS);

    Files.delete(local());
    Outcome linked =
        writeLocally(
            (name, existing) -> {
              Files.createLink(name, existing);
              Files.delete(existing);
              Files.createDirectories(existing.resolve("not empty"));
            });
    assertThat(linked).isEqualTo(Outcome.WRITTEN);
    assertThat(local()).hasContent(OURS);
    assertThat(files()).hasSize(3).contains("committed.json");
  }

  @Test
  void aDraftThatHasNoRoomLeavesNothing() throws IOException {
    EventfulStore hdfs = new EventfulStore("hdfs");
    hdfs.whileWriting =
        () -> {
          throw new IOException("No space left on device");
        };

    assertThatThrownBy(() -> write(hdfs)).hasMessage("No space left on device");
    assertThat(files()).isEmpty();
  }

  @Test
  void aLinkWhoseReplyIsLostHasWrittenTheDocument() throws IOException {
    Outcome outcome =
        writeLocally(
            (name, existing) -> {
              Files.createLink(name, existing);
              // As NFS says when it is asked again.
              throw new java.nio.file.FileAlreadyExistsException(name.toString());
            });

    assertThat(outcome).isEqualTo(Outcome.WRITTEN);
    assertThat(files()).containsExactly("committed.json");
  }

  @Test
  void whereThereAreNoLinksTheDocumentAppearsWholeAllTheSame() throws IOException {
    WriteOnce.Link none =
        (name, existing) -> {
          assertThat(existing).hasContent(OURS);
          throw new FileSystemException(name.toString(), null, "Operation not supported");
        };

    assertThat(writeLocally(none)).isEqualTo(Outcome.WRITTEN);
    assertThat(local()).hasContent(OURS);
    assertThat(files()).containsExactly("committed.json");
    theirs();
    assertThat(writeLocally(none)).isEqualTo(Outcome.ALREADY_EXISTS);
    assertThat(local()).hasContent(THEIRS);
  }

  @Test
  void whereThereAreNoLinksAnotherWhoComesFirstIsNotReplaced() throws IOException {
    Outcome outcome =
        writeLocally(
            (name, existing) -> {
              theirs();
              throw new UnsupportedOperationException();
            });

    assertThat(outcome).isEqualTo(Outcome.ALREADY_EXISTS);
    assertThat(local()).hasContent(THEIRS);
  }

  @Test
  void aPutWhoseReplyIsLostHasWrittenTheDocument() throws IOException {
    EventfulStore s3a = new EventfulStore("s3a");
    s3a.afterClose = fails();

    assertThat(write(s3a)).isEqualTo(Outcome.WRITTEN);
    assertThat(write(s3a)).isEqualTo(Outcome.WRITTEN);
    assertThat(s3a.requests).containsExactly("create");
  }

  @Test
  void aWriterWhoseDocumentWasReplacedLearnsIt() throws IOException {
    EventfulStore s3a = new EventfulStore("s3a");
    s3a.afterClose = this::theirs;

    assertThat(write(s3a)).isEqualTo(Outcome.ALREADY_EXISTS);
    assertThat(local()).hasContent(THEIRS);
  }

  @Test
  void aWriterWhoReplacesAnotherIsBelievedAndTheOtherLearnsItWhenItLooks() throws IOException {
    EventfulStore s3a = new EventfulStore("s3a");
    s3a.refuses = false;
    s3a.beforeCreate = this::theirs;

    assertThat(write(s3a)).isEqualTo(Outcome.WRITTEN);
    assertThat(local()).hasContent(OURS);
    assertThat(
            new WriteOnce(s3a, path(), THEIRS.getBytes(StandardCharsets.UTF_8), Files::createLink)
                .write())
        .isEqualTo(Outcome.ALREADY_EXISTS);
  }

  @Test
  void aDocumentThatIsNotThereAfterItWasWrittenIsUnknown() throws IOException {
    EventfulStore s3a = new EventfulStore("s3a");
    s3a.afterClose = () -> Files.delete(local());

    assertThatThrownBy(() -> write(s3a))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("it is not there after it was written");
  }

  @Test
  void halfADocumentOfAWriterWhoRunsOutOfRoomIsTakenBack() throws IOException {
    EventfulStore sftp = new EventfulStore("sftp");
    sftp.whileWriting =
        () -> {
          throw new IOException("No space left on device");
        };

    assertThatThrownBy(() -> write(sftp))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(files()).isEmpty();

    sftp.beforeDelete = fails();
    assertThatThrownBy(() -> write(sftp)).isInstanceOf(UnknownOutcomeException.class);
  }

  @Test
  void halfADocumentWhoseWriterDiedCountsAsNoneAndIsReplaced() throws IOException {
    for (String half : List.of("", "{\"attempt\": \"the")) {
      Files.createDirectories(folder.resolve("trial"));
      Files.writeString(local(), half);
      EventfulStore sftp = new EventfulStore("sftp");

      assertThat(JsonFile.read(sftp, path())).isEmpty();
      assertThat(write(sftp)).isEqualTo(Outcome.WRITTEN);
      assertThat(local()).hasContent(OURS);
    }
  }

  @Test
  void halfADocumentThatAnotherWritesJustNowIsLeftToThem() throws IOException {
    EventfulStore sftp = new EventfulStore("sftp");
    sftp.beforeCreate =
        () -> {
          Files.createDirectories(folder.resolve("trial"));
          Files.writeString(local(), "{\"attempt\": \"the");
        };

    assertThatThrownBy(() -> write(sftp)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(local()).hasContent("{\"attempt\": \"the");
  }

  @Test
  void whereDocumentsAppearWholeHalfOfOneIsDamage() throws IOException {
    Files.createDirectories(folder.resolve("trial"));
    Files.writeString(local(), "{\"attempt\": \"the");

    assertThatThrownBy(() -> JsonFile.read(new EventfulStore("hdfs"), path()))
        .isInstanceOf(DamagedFileException.class);
    assertThat(write(new EventfulStore("hdfs"))).isEqualTo(Outcome.ALREADY_EXISTS);
  }

  @Test
  void whereTheStoreCreatesOnConditionItIsAskedTo() throws IOException {
    EventfulStore.Conditional s3a = new EventfulStore.Conditional("s3a");

    assertThat(write(s3a)).isEqualTo(Outcome.WRITTEN);
    assertThat(s3a.conditions).containsExactly("fs.option.create.conditional.overwrite=true");
    s3a.beforeOpen =
        () -> {
          // Another comes after the first look.
          s3a.beforeOpen = Event.NOTHING;
          Files.delete(local());
        };
    s3a.whileWriting =
        () -> {
          theirs();
          throw new IOException("412 Precondition Failed");
        };
    assertThat(write(s3a)).isEqualTo(Outcome.ALREADY_EXISTS);
  }

  @Test
  void aViewHasTheWaysOfWhatIsMountedThere() throws IOException {
    Configuration configuration = new Configuration(false);
    configuration.set(
        "fs.viewfs.mounttable.default.link./trial", folder.resolve("trial").toUri().toString());
    configuration.setClass(
        "fs.viewfs.impl", org.apache.hadoop.fs.viewfs.ViewFileSystem.class, FileSystem.class);
    configuration.setClass(
        "fs.file.impl", org.apache.hadoop.fs.LocalFileSystem.class, FileSystem.class);
    Files.createDirectories(folder.resolve("trial"));
    try (FileSystem view = FileSystem.newInstance(URI.create("viewfs:///"), configuration)) {
      Path file = new Path("/trial/committed.json");
      byte[] bytes = OURS.getBytes(StandardCharsets.UTF_8);
      List<String> linked = new ArrayList<>();

      Outcome outcome =
          new WriteOnce(
                  view,
                  file,
                  bytes,
                  (name, existing) -> {
                    linked.add(name.toString());
                    Files.createLink(name, existing);
                  })
              .write();

      assertThat(outcome).isEqualTo(Outcome.WRITTEN);
      assertThat(linked).containsExactly(local().toString());
      assertThat(local()).hasContent(OURS);
    }
  }
}
