package org.apga.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where images show their lesions. A file of boxes lists them; without one, a synthetic radiograph
 * {@code image1.png} has its box in {@code image1.lesion.json} beside it. These files are read only
 * if {@code MURA-v1.1/phantoms.json} marks the data set as synthetic.
 *
 * @param synthetic whether the data set is marked as synthetic
 * @param listed the contents of the file of boxes; null if there is none
 */
public record Lesions(
    Manifest manifest, FileSystem files, boolean synthetic, @Nullable BoxList listed) {
  /**
   * Reads the file of boxes, and checks whether the data set is synthetic.
   *
   * @param manifest must list every image that has a box; not checked if it lists no images
   * @param boxes a CSV file as in docs/guide/boxes.md; empty for none
   * @throws DataException if that file does not exist or is invalid
   */
  public static Lesions of(Manifest manifest, String boxes, Configuration configuration) {
    BoxList listed =
        boxes.isEmpty() ? null : BoxesCsv.read(new Path(boxes), manifest, configuration);
    Path root = new Path(manifest.root());
    FileSystem files = TextFiles.fileSystem(root, configuration);
    Path marker = new Path(new Path(root, MuraLists.NAME), "phantoms.json");
    return new Lesions(manifest, files, TextFiles.exists(files, marker), listed);
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Written(
      @JsonProperty(required = true) double x,
      @JsonProperty(required = true) double y,
      @JsonProperty(required = true) double width,
      @JsonProperty(required = true) double height,
      @JsonProperty(required = true) double imageWidth,
      @JsonProperty(required = true) double imageHeight) {

    boolean isInsideTheImage() {
      return x >= 0
          && y >= 0
          && width > 0
          && height > 0
          && x + width <= imageWidth
          && y + height <= imageHeight;
    }

    LesionBox asShares() {
      return new LesionBox(
          x / imageWidth, y / imageHeight, width / imageWidth, height / imageHeight);
    }
  }

  /** Where the file of boxes is; empty if there is none. */
  public String file() {
    return listed == null ? "" : listed.place();
  }

  /** {@link BoxList#hash} of some images; empty if no file lists boxes for them. */
  public String hash(Collection<Example> examples) {
    return listed == null ? "" : listed.hash(examples);
  }

  /** Number of boxes that the file lists for some images. */
  public int count(Collection<Example> examples) {
    return listed == null ? 0 : listed.count(examples);
  }

  /**
   * The lesions of some images; none for an image that is normal or whose lesions are unknown.
   *
   * @param sizes of the images' files, in their order
   * @return one list per image, in the same order
   * @throws DataException if a box is not in its image, or the file beside an image is invalid
   */
  public List<List<LesionBox>> boxes(List<Example> examples, List<ImageSize> sizes) {
    if (listed == null) {
      return examples.stream().map(this::beside).toList();
    }
    List<String> outside = new ArrayList<>();
    List<List<LesionBox>> boxes = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      boxes.add(listed.of(examples.get(i).path(), sizes.get(i), outside));
    }
    if (!outside.isEmpty()) {
      throw new DataException(
          "Cannot use the boxes %s: %d of them %s: %s. Give boxes in pixels of the image's file, from"
              + " its upper left corner.",
          listed.name(),
          outside.size(),
          outside.size() == 1 ? "is not in its image" : "are not in their images, first",
          outside.get(0));
    }
    return boxes;
  }

  private List<LesionBox> beside(Example example) {
    if (!synthetic) {
      return List.of();
    }
    String name = example.path().replaceFirst("\\.[^./]*$", "") + ".lesion.json";
    Path file = manifest.file(name);
    if (!TextFiles.exists(files, file)) {
      return List.of();
    }
    String advice = "Write the phantoms again with submit/apga phantoms.";
    try {
      Written box =
          new ObjectMapper().readValue(TextFiles.read(files, file, advice), Written.class);
      if (!box.isInsideTheImage()) {
        throw new DataException(
            "Cannot read %s: the box is not inside the image. %s", file, advice);
      }
      return List.of(box.asShares());
    } catch (JsonProcessingException e) {
      throw new DataException("Cannot read %s: %s. %s", file, e.getOriginalMessage(), advice);
    }
  }
}
