package org.apga.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation: its links, headings and fenced blocks. */
record Markdown(Path file, String text) {
  private static final Pattern FENCE =
      Pattern.compile("^( *)```(\\w*)\\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

  /** A fenced block; {@code language} may be empty. */
  record Block(String language, String text) {}

  /** Every page of the repository. */
  static List<Markdown> all() throws IOException {
    List<Markdown> pages = new ArrayList<>();
    for (String top : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      pages.add(read(Path.of(top)));
    }
    for (String folder : List.of("docs", "dataset-manifests", "submit")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
          pages.add(read(file));
        }
      }
    }
    return pages;
  }

  private static Markdown read(Path file) throws IOException {
    return new Markdown(file, Files.readString(file, UTF_8));
  }

  /** Targets of links and pictures, except those on other servers. */
  List<String> links() {
    return LINK.matcher(prose())
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.matches("[a-z]+:.*"))
        .toList();
  }

  /** The anchors that GitHub makes from headings. */
  List<String> anchors() {
    return HEADING
        .matcher(prose())
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  List<Block> blocks() {
    return FENCE
        .matcher(text)
        .results()
        .map(fence -> new Block(fence.group(2), unindented(fence.group(3), fence.group(1))))
        .toList();
  }

  /** The texts between backticks in a line. */
  List<String> code() {
    return CODE.matcher(prose()).results().map(code -> code.group(1)).toList();
  }

  private String prose() {
    return FENCE.matcher(text).replaceAll("");
  }

  private static String unindented(String block, String indent) {
    return Pattern.compile("^" + indent, Pattern.MULTILINE).matcher(block).replaceAll("");
  }

  /** The commands of a block, without comments; lines that end in a backslash are joined. */
  static List<List<String>> commands(String block) {
    return block
        .replace("\\\n", " ")
        .lines()
        .map(Markdown::words)
        .filter(words -> !words.isEmpty())
        .toList();
  }

  /** The words of a line as a shell splits them, without expansions; # begins a comment. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("\\s+|#.*|((?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+)").matcher(line);
    while (word.find()) {
      if (word.group(1) != null) {
        words.add(word.group(1).replaceAll("[\"']", ""));
      }
    }
    return words;
  }
}
