package org.apga.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final Redactor NAMES = Redactor.ofNames();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "fs.s3a.secret.key=abc/def+g | fs.s3a.secret.key=***",
        "spark.hadoop.fs.s3a.access.key: AKIA1 and more | spark.hadoop.fs.s3a.access.key: *** and more",
        "{\"password\":\"a \\\" b\",\"n\":1} | {\"password\":***,\"n\":1}",
        "--conf db.Passwd='x y' --n | --conf db.Passwd=*** --n",
        "Authorization: Bearer abc.def | Authorization: ***",
        "https://h/p?a=1&X-Amz-Signature=0f&b=2 | https://h/p?a=1&X-Amz-Signature=***&b=2",
        "?sv=2020&sig=a%2Fb | ?sv=2020&sig=***",
        "fs.azure.account.key.lab.dfs.core.windows.net=Zm9v== | fs.azure.account.key.lab.dfs.core.windows.net=***",
        "MY_API_KEY=1, PWD=2 | MY_API_KEY=***, PWD=***",
        "accessKeyId=AKIA | accessKeyId=***",
        "notify.webhook = \"https://h/T0/x\" # it | notify.webhook = *** # it",
      })
  void whatStandsBehindTheNameOfASecretIsHidden(String text, String redacted) {
    assertThat(NAMES.redact(text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://reader:hunter2@host/mura | ftp://***@host/mura",
        "s3a://AKIA:ab/c+d@bucket/x is full | s3a://***@bucket/x is full",
        "hdfs://u:p@nn:9000/a hdfs://nn:9000/b | hdfs://***@nn:9000/a hdfs://nn:9000/b",
        "https://ghp_abc@git.example/x.git | https://***@git.example/x.git",
        "jdbc:postgresql://u:p@h:5432/d | jdbc:postgresql://***@h:5432/d",
      })
  void whatStandsBeforeTheHostOfAnAddressIsHidden(String text, String redacted) {
    assertThat(NAMES.redact(text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://nn:9000/data@v1/MURA-v1.1",
        "abfss://container@account.dfs.core.windows.net/mura",
        "s3a://bucket/mura",
        "trial 3/24 elbow apga seed 7",
        "grid.seeds changed from [0] to [0,1], monkey=1, keyboard: us",
        "java.security.InvalidKeyException: Bad length",
        "org.example.NoCredentialsException: none given",
        "webhook = ${APGA_WEBHOOK}",
        "password: ''",
        "webhook = \"\"",
        "SimpleAWSCredentialsProvider: No AWS credentials in the Hadoop configuration",
        "java.util.NoSuchElementException: key not found: features.conv0",
        "spark.kerberos.keytab=/etc/apga.keytab",
        "clean_loss is NaN in epoch 1, step 2 of 4. Try a smaller train.learning-rate."
      })
  void everythingElseStays(String text) {
    assertThat(NAMES.redact(text)).isEqualTo(text);
  }

  @Test
  void theAddressOfAWebhookIsASecretThatOfATokensServiceIsNone() {
    Redactor knowing =
        NAMES.knowing(
            Map.of("LAB_WEBHOOK_URL", "https://h/T0/x", "token.service", "https://h/sts")
                .entrySet(),
            null);

    assertThat(knowing.redact("https://h/T0/x and https://h/sts"))
        .isEqualTo("*** and https://h/sts");
  }

  @Test
  void theValueOfASecretIsHiddenWhereverItStands() {
    Redactor knowing =
        NAMES.knowing(
            Map.of("AWS_SECRET_ACCESS_KEY", "pl/anted+One", "HOME", "/home/somebody").entrySet(),
            null);

    assertThat(knowing.redact("Cannot open s3x:pl/anted+One in /home/somebody."))
        .isEqualTo("Cannot open s3x:*** in /home/somebody.");
  }

  @Test
  void aLongerSecretIsHiddenBeforeOneThatItHolds() {
    Redactor knowing =
        NAMES.knowing(Map.of("A_TOKEN", "abcdefgh", "B_TOKEN", "abcdefgh-ijkl").entrySet(), null);

    assertThat(knowing.redact("x abcdefgh-ijkl y abcdefgh")).isEqualTo("x *** y ***");
  }

  @Test
  void whatCanBeNoSecretIsNotLookedFor() throws IOException {
    Path file = Files.createFile(folder.resolve("token.txt"));
    Redactor knowing =
        NAMES.knowing(
            Map.of(
                    "A_TOKEN", "short",
                    "token.interval", "86400000.5",
                    "credential.provider", "org.example.auth.Provider",
                    "credential.path", "jceks://hdfs/apga",
                    "TOKEN_FILE", file.toString())
                .entrySet(),
            null);

    String text = "short 86400000.5 org.example.auth.Provider jceks://hdfs/apga " + file;
    assertThat(knowing.redact(text)).isEqualTo(text);
  }

  @Test
  void wordsThatAreToBeKeptStayThoughASecretHasOneAsItsValue() {
    Set<Map.Entry<String, String>> named =
        Map.of("JUPYTER_TOKEN", "baseline", "A_TOKEN", "abcdefgh").entrySet();
    Set<String> words = Set.of("baseline");

    String text = "elbow baseline seed 7 abcdefgh";
    assertThat(NAMES.knowing(named, null).keeping(words).redact(text))
        .isEqualTo(NAMES.keeping(words).knowing(named, null).redact(text))
        .isEqualTo("elbow baseline seed 7 ***");
    assertThat(NAMES.keeping(words).redact("JUPYTER_TOKEN=baseline"))
        .isEqualTo("JUPYTER_TOKEN=***");
  }

  /** Each took as many steps as the square of its length, or a stack as deep as it is long. */
  @ParameterizedTest
  @ValueSource(strings = {"QUJD", "token", "a-b.", "token=x ", "s3a-", "\\\""})
  @Timeout(60)
  void aLineOfAMegabyteIsRead(String piece) {
    String line = piece.repeat(1_000_000 / piece.length());

    assertThat(NAMES.redact("x: " + line + " hdfs://u:p@h/ password=\"" + line + "\""))
        .startsWith("x: ")
        .endsWith(" hdfs://***@h/ password=***");
  }

  @Test
  void aSitesOwnPatternCountsToo() {
    Redactor knowing =
        NAMES.knowing(Map.of("lab.pin", "planted-two").entrySet(), "(?i)lab[.]pin|badge");

    assertThat(knowing.redact("BADGE=77 and planted-two")).isEqualTo("BADGE=*** and ***");
    assertThat(knowing.redact("fs.s3a.secret.key=1")).isEqualTo("fs.s3a.secret.key=***");
  }

  @Test
  void aSettingWithASecretsNameIsHiddenAsAWhole() {
    assertThat(NAMES.redact("db.password", "[a, b]")).isEqualTo("***");
    assertThat(NAMES.redact("data.root", "\"ftp://u:p@h/x\"")).isEqualTo("\"ftp://***@h/x\"");
  }

  @Test
  void aTraceLosesSecretsOfCausesToo() {
    Exception e = new IOException("outer", new IOException("sftp://u:planted@h/x"));

    assertThat(Secrets.areIn(e)).isTrue();
    assertThat(Secrets.trace(e)).contains("outer", "sftp://***@h/x").doesNotContain("planted");
    assertThat(Secrets.areIn(new IOException("sftp://h/x"))).isFalse();
  }

  @Test
  void secretsOfSettingsAreLearnt() {
    Secrets.learn(Map.of("spark.hadoop.lab.token", "planted-three").entrySet());

    assertThat(Secrets.redact("It was planted-three.")).isEqualTo("It was ***.");
  }

  @Test
  void aWriterHidesSecretsLineByLine() {
    StringWriter out = new StringWriter();
    PrintWriter print = new PrintWriter(new RedactingWriter(out), true);

    print.print("ftp://u:pl");
    print.print("anted@h/x\nand ");
    assertThat(out.toString()).isEqualTo("ftp://***@h/x\n");
    print.println("token=1");
    print.print("no end, key=2");
    print.close();

    assertThat(out.toString()).isEqualTo("ftp://***@h/x\nand token=***\nno end, key=***");
  }
}
