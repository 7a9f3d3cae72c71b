package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apga.report.RunIndex;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trouble.Manners;
import org.apga.trouble.Trouble;
import org.apga.trouble.Trouble.Moment;
import org.apga.trouble.TroubleFileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class IndexPageTest {
  @TempDir private static Path folder;

  private static ManyRuns runs;
  private static String page;
  private static Document document;

  @BeforeAll
  static void publish() throws Exception {
    runs =
        new ManyRuns(folder.resolve("root"))
            .grid("20260101-010203-aaaaaaaa", 1)
            .grid("20260102-010203-bbbbbbbb", 1.5)
            .olderGrid("20260103-010203-cccccccc")
            .damagedGrid("20260104-010203-dddddddd");
    runs.evaluation(ManyRuns.scores());
    page = runs.page();
    document = parse(page);
  }

  static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(String name) {
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static String row(String run) {
    return elements("tr").stream()
        .map(Element::getTextContent)
        .filter(text -> text.startsWith(run))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyRunIsARowThatLeadsToItsPageTheNewestFirst() {
    assertThat(elements("a").stream().map(a -> a.getAttribute("href")))
        .containsSubsequence(
            "./evaluation-hips-12345678/index.html",
            "./20260104-010203-dddddddd/index.html",
            "./20260103-010203-cccccccc/index.html",
            "./20260102-010203-bbbbbbbb/index.html",
            "./20260101-010203-aaaaaaaa/index.html");
    assertThat(row("20260102"))
        .contains("2026-01-02 01:02", "grid", "phantoms (synthetic)", "elbow", "baseline, apga")
        .contains("4/4", "No arm can be told from another");
    assertThat(row("evaluation"))
        .contains("2026-01-05 06:07", "evaluation", "hips <b>2026</b>", "elbow", "apga", "2/2")
        .contains("elbow apga: accuracy", "by 2 models", "trained on 1 of these 81 images");
    assertThat(page).contains("4 grids, 1 evaluation", "1 run has tables that cannot be read");
  }

  @Test
  void aRunOfAnOlderVersionOrADamagedOneIsARowThatSaysSo() {
    assertThat(row("20260103"))
        .contains("2026-01-03 01:02", "elbow", "baseline, apga")
        .contains("An older version published this run.")
        .contains("submit/apga report ROOT --run 20260103-010203-cccccccc");
    assertThat(row("20260104"))
        .contains("Cannot show this run: table summary cannot be read. This may fix it")
        .contains("submit/apga report ROOT --run 20260104-010203-dddddddd");
  }

  @Test
  void aCellOverRunsIsDrawnAndToldWithItsInterval() throws IOException {
    List<Row> first = runs.store().published("20260101-010203-aaaaaaaa", Tables.SUMMARY);
    double low = first.get(1).real("accuracy_low");
    List<String> told = elements("desc").stream().map(Element::getTextContent).toList();

    assertThat(told).hasSize(2);
    assertThat(told.get(1))
        .startsWith("Accuracy in percent by run, the oldest first: 2026-01-01 ")
        .contains("(" + Digits.percent(low) + " to ")
        .contains("; 2026-01-02 ");
    assertThat(elements("circle")).hasSize(4);
    assertThat(page).contains("elbow, all training images (phantoms)", "Table of cells over runs");
  }

  @Test
  void runsOfOtherClassesAreNotInOneTrend() throws IOException {
    ManyRuns mixed =
        new ManyRuns(folder.resolve("classes"))
            .grid("20260101-010203-aaaaaaaa", 1)
            .gridOfKinds("20260102-010203-bbbbbbbb");
    assertThat(mixed.page()).contains("A trend needs two runs");

    mixed.grid("20260103-010203-cccccccc", 1).gridOfKinds("20260104-010203-dddddddd");

    assertThat(mixed.page())
        .contains(
            "elbow, all training images (phantoms)",
            "elbow, all training images (phantoms; none, neck, implant)");
    assertThat(RunIndex.read(mixed.store(), RunIndex.names(mixed.store())).trends(9))
        .hasSize(4)
        .allMatch(trend -> trend.points().size() == 2);
  }

  @Test
  void itAsksNothingAndRunsNothingAndIsWellFormed() {
    assertThat(page.replace("url(#heat)", ""))
        .doesNotContain("http://", "https://", "<script", "javascript:", "url(");
    assertThat(elements("table")).isNotEmpty();
    assertThat(elements("th")).allMatch(th -> th.hasAttribute("scope"));
    assertThat(page).doesNotContain("NaN", "null");
  }

  @Test
  void aRootWithoutRunsAndHundredsOfRunsArePages() throws Exception {
    assertThat(IndexPage.of(new RunIndex(List.of())))
        .contains("No run has published its tables yet.", "A trend needs two runs");

    List<RunIndex.Entry> many = new ArrayList<>();
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    List<Row> cells = runs.store().published("20260101-010203-aaaaaaaa", Tables.SUMMARY);
    Row about = runs.store().published("20260101-010203-aaaaaaaa", Tables.RUNS).get(0);
    for (int day = 500; day > 0; day--) {
      Row row = about.toBuilder().set("started", start.plusSeconds(86_400L * day)).build();
      many.add(new RunIndex.Entry("run" + day, row, cells, ""));
    }

    String page = IndexPage.of(new RunIndex(many));

    assertThat(parse(page)).isNotNull();
    assertThat(page).contains("Runs 401 to 500", "run500", "run1/index.html");
    assertThat(page.length()).isLessThan(1_000_000);
  }

  @Test
  void aRunThatIsPublishedAsThePageIsWrittenIsNotLost() throws Exception {
    Path root = folder.resolve("race");
    ManyRuns ours = new ManyRuns(root).grid("20260101-010203-aaaaaaaa", 1);
    AtomicInteger left = new AtomicInteger(1);
    Trouble other =
        (moment, request) -> {
          if (moment == Moment.BEFORE
              && request.file().endsWith("report/index.html")
              && left.getAndDecrement() == 1) {
            // This writes a complete page of all runs, which the page that we write replaces.
            new ManyRuns(root).grid("20260102-010203-bbbbbbbb", 1);
          }
        };

    IndexPage.write(
        ResultStore.open(
            TroubleFileSystem.SCHEME + ":" + root,
            TroubleFileSystem.configuration(TroubleFileSystem.SCHEME, Manners.ATOMIC, other)));

    assertThat(left.get()).isLessThan(1);
    assertThat(ours.page()).contains("20260101-010203-aaaaaaaa", "20260102-010203-bbbbbbbb");
    assertThat(root.toFile().list()).noneMatch(name -> name.startsWith("_tmp-"));
  }
}
