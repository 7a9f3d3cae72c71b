package org.apga.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.io.IOUtils;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apga.config.Arm;
import org.apga.config.ConfigException;

/**
 * Reads a parity case strictly: it refuses unknown fields and values that cannot be computed, so
 * that a case that passes was compared number by number.
 */
public final class CaseReader {
  private static final String SUFFIX = ".json";

  /** The cases in the jar, under {@code /parity}. */
  private static final List<String> SHIPPED =
      List.of(
          ("baseline-densenet121-32 apga-densenet121-32 end2end-densenet121-32"
                  + " gradcam-densenet121-64 baseline-densenet169-64 apga-densenet169-64"
                  + " end2end-densenet169-64 end2end-densenet169-64-repaired"
                  + " gradcam-densenet169-64 gradcam-densenet169-64-repaired"
                  + " baseline-gathered apga-held apga-split apga-split-statistics apga-image"
                  + " apga-bernoulli end2end-split gradcam-split"
                  + " baseline-four continue-four continue3-four cutout-four apga-four end2end-four gradcam-four apga-four-bernoulli"
                  + " end2end-four-split gradcam-four-split")
              .split(" "));

  private static final Set<String> FIELDS =
      new TreeSet<>(
          List.of(
              ("method variant classifier policy image_size batch batches seed learning_rate"
                      + " expected settings classes")
                  .split(" ")));
  private static final String CLASSIFIER = "densenet";
  private static final List<String> CLASSIFIERS =
      List.of(CLASSIFIER + "121", CLASSIFIER + "169", CLASSIFIER + "201");
  private static final String POLICY = "unet11";
  private static final int MOST_PIXELS = 2048;
  private static final int MOST_IMAGES = 4096;
  private static final String CLASSES = "classes";
  private static final int FEWEST_CLASSES = 2;
  private static final int MOST_CLASSES = 1000;
  private static final BigInteger SEEDS = BigInteger.ONE.shiftLeft(Long.SIZE);

  // Python's json module writes NaN unquoted.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String file;
  private final ObjectNode json;

  private CaseReader(String file, ObjectNode json) {
    this.file = file;
    this.json = json;
  }

  /** Returns the cases that the program contains, the quick ones first. */
  public static List<ParityCase> shipped() {
    return SHIPPED.stream().map(CaseReader::shipped).toList();
  }

  static ParityCase shipped(String name) {
    ClassLoader ours = CaseReader.class.getClassLoader();
    return read(
        name + SUFFIX, () -> IOUtils.resourceToURL("parity/" + name + SUFFIX, ours).openStream());
  }

  /**
   * @throws CaseException if it cannot be read or is not valid
   */
  public static ParityCase read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CaseException(
          file.toString(),
          (Files.exists(file) ? "it is not a file" : "there is no such file")
              + ". Check the path.");
    }
    return read(file.toString(), () -> Files.newInputStream(file));
  }

  private static ParityCase read(String file, FailableSupplier<InputStream, IOException> source) {
    try (InputStream in = source.get()) {
      if (MAPPER.readTree(in) instanceof ObjectNode object) {
        return new CaseReader(file, object).parse();
      }
      throw new CaseException(file, "it is not a JSON object. " + whatToTry());
    } catch (JsonProcessingException broken) {
      throw new CaseException(
          file,
          "line %s is not JSON (%s). Get the file again."
              .formatted(
                  broken.getLocation().getLineNr(),
                  broken.getOriginalMessage().lines().findFirst().orElse("")));
    } catch (IOException unreadable) {
      throw new CaseException(file, "it cannot be read (" + unreadable + "). Check the path.");
    }
  }

  private static String whatToTry() {
    return "A case has the fields " + String.join(", ", FIELDS) + ".";
  }

  private CaseException refuse(String why) {
    return new CaseException(file, why);
  }

  private ParityCase parse() {
    Set<String> unknown = new TreeSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw refuse("it has the unknown field " + unknown.iterator().next() + ". " + whatToTry());
    }
    Arm arm = oneOf("method", Arrays.asList(Arm.values()), Arm::label);
    ParityCase.Variant variant =
        oneOf("variant", Arrays.asList(ParityCase.Variant.values()), ParityCase.Variant::label);
    String classifier = oneOf("classifier", CLASSIFIERS, c -> c);
    requirePolicy(arm);
    int size = whole("image_size", 32, MOST_PIXELS);
    if (size % 32 != 0) {
      throw refuse(
          "image_size is %s, and both networks halve an image five times. Use a multiple of 32."
              .formatted(size));
    }
    int batch = whole("batch", 1, MOST_IMAGES);
    int batches = whole("batches", 1, MOST_IMAGES);
    requireComputable(size, batch);
    SortedMap<String, String> settings = settings();
    ParityCase read =
        new ParityCase(
            name(),
            arm,
            variant,
            settings,
            Integer.parseInt(classifier.substring(CLASSIFIER.length())),
            json.has(CLASSES) ? whole(CLASSES, FEWEST_CLASSES, MOST_CLASSES) : FEWEST_CLASSES,
            size,
            batch,
            batches,
            seed(),
            learningRate(),
            Map.of());
    return read.expecting(expected(read));
  }

  /** Returns the settings beside those of the variant. A published case has none. */
  private SortedMap<String, String> settings() {
    SortedMap<String, String> settings = new TreeMap<>();
    JsonNode given = json.get("settings");
    if (given == null) {
      return settings;
    }
    if (!given.isObject()) {
      throw refuse("settings is " + given + ". Use an object of settings by path.");
    }
    given
        .properties()
        .forEach(
            setting -> {
              String path = setting.getKey();
              if (!path.startsWith("norms.") && !path.startsWith("arms.")) {
                throw refuse("it sets " + path + ". Use only settings of norms and arms.");
              }
              settings.put(path, setting.getValue().asText());
            });
    return settings;
  }

  private String name() {
    Path last = Path.of(file).getFileName();
    String name = last == null ? file : last.toString();
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private JsonNode field(String name) {
    JsonNode value = json.get(name);
    if (value == null) {
      throw refuse("it has no field " + name + ". " + whatToTry());
    }
    return value;
  }

  private <T> T oneOf(String field, List<T> all, Function<T, String> label) {
    JsonNode value = field(field);
    for (T one : all) {
      if (value.isTextual() && label.apply(one).equals(value.textValue())) {
        return one;
      }
    }
    String labels = all.stream().map(label).collect(Collectors.joining(", "));
    throw refuse(field + " is " + value + ". Use " + labels + ".");
  }

  private void requirePolicy(Arm arm) {
    JsonNode policy = json.get("policy");
    boolean none = policy == null || policy.isNull();
    if (none ? arm.trainsPolicy() : !POLICY.equals(policy.textValue())) {
      throw refuse("policy is " + (none ? "missing" : policy) + ". Use " + POLICY + ".");
    }
  }

  private int whole(String field, int least, int most) {
    JsonNode value = field(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw refuse(
          field + " is " + value + ". Use a whole number from " + least + " to " + most + ".");
    }
    return value.intValue();
  }

  /** A seed is 64 bits, written without a sign. */
  private long seed() {
    JsonNode value = field("seed");
    if (!value.isIntegralNumber()
        || value.bigIntegerValue().signum() < 0
        || value.bigIntegerValue().compareTo(SEEDS) >= 0) {
      throw refuse("seed is " + value + ". Use a whole number from 0 to 2^64 - 1.");
    }
    return value.bigIntegerValue().longValue();
  }

  private double learningRate() {
    JsonNode value = field("learning_rate");
    double rate = value.doubleValue();
    if (!value.isNumber() || !(rate > 0) || Double.isInfinite(rate)) {
      throw refuse("learning_rate is " + value + ". Use a number above 0.");
    }
    return rate;
  }

  private void requireComputable(int size, int batch) {
    if (batch == 1 && size == 32) {
      throw refuse(
          "with a batch of 1 and images of 32 pixels the last batch norm has one value per channel,"
              + " and no variance. Use a larger batch or images of 64 pixels.");
    }
    if (3L * batch * size * size > Integer.MAX_VALUE) {
      throw refuse(
          "a batch of %s images of %s pixels is more than one array holds. Use a smaller batch."
              .formatted(batch, size));
    }
  }

  private Map<String, Double> expected(ParityCase read) {
    Map<String, JsonNode> given = new LinkedHashMap<>();
    flatten("", field("expected"), given);
    Set<String> known;
    try {
      known = CasePaths.all(read);
    } catch (ConfigException e) {
      throw refuse("its settings are not valid together: " + e.getMessage());
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : given.entrySet()) {
      String path = entry.getKey();
      if (!known.contains(path)) {
        throw refuse(
            String.format(
                "expected has %s, which no %s case of this size has. Remove it, or fix method,"
                    + " classes, batch or batches.",
                path.isEmpty() ? "no values" : path, read.arm().label()));
      }
      numbers.put(path, number(path, entry.getValue()));
    }
    List<String> missing = new ArrayList<>(known);
    missing.removeAll(numbers.keySet());
    if (!missing.isEmpty()) {
      throw refuse(
          "expected has no " + missing.get(0) + ". Add it, or fix classes, batch or batches.");
    }
    return numbers;
  }

  private double number(String path, JsonNode value) {
    boolean mayBeUndefined = path.endsWith(".mean_of_defined");
    if (value.isNull() && mayBeUndefined) {
      return Double.NaN;
    }
    if (!value.isNumber() || (!Double.isFinite(value.doubleValue()) && !mayBeUndefined)) {
      throw refuse("expected " + path + " is " + value + ", but must be a number. Fix it.");
    }
    return value.doubleValue();
  }

  private static void flatten(String path, JsonNode node, Map<String, JsonNode> numbers) {
    if (node.isObject() && !node.isEmpty()) {
      String prefix = path.isEmpty() ? "" : path + ".";
      node.properties().forEach(f -> flatten(prefix + f.getKey(), f.getValue(), numbers));
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + i + "]", node.get(i), numbers);
      }
    } else {
      numbers.put(path, node);
    }
  }
}
