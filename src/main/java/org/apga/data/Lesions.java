package org.apga.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where synthetic radiographs show their lesion: {@code image1.lesion.json} beside {@code
 * image1.png}. Looked for only where the data set says that it is synthetic, by {@code
 * MURA-v1.1/phantoms.json}.
 *
 * @param synthetic whether the data set says that it is
 */
public record Lesions(Manifest manifest, FileSystem files, boolean synthetic) {
  public static Lesions of(Manifest manifest, Configuration configuration) {
    Path root = new Path(manifest.root());
    FileSystem files = TextFiles.fileSystem(root, configuration);
    Path marker = new Path(new Path(root, MuraLists.NAME), "phantoms.json");
    return new Lesions(manifest, files, TextFiles.exists(files, marker));
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

  /**
   * The lesion of an image; none if the image is normal or real.
   *
   * @throws DataException if the file beside it cannot be understood
   */
  public Optional<LesionBox> box(Example example) {
    if (!synthetic) {
      return Optional.empty();
    }
    String name = example.path().replaceFirst("\\.[^./]*$", "") + ".lesion.json";
    Path file = manifest.file(name);
    if (!TextFiles.exists(files, file)) {
      return Optional.empty();
    }
    String advice = "Write the phantoms again with submit/apga phantoms.";
    try {
      Written box =
          new ObjectMapper().readValue(TextFiles.read(files, file, advice), Written.class);
      if (!box.isInsideTheImage()) {
        throw new DataException(
            "Cannot read %s: the box is not inside the image. %s", file, advice);
      }
      return Optional.of(box.asShares());
    } catch (JsonProcessingException e) {
      throw new DataException("Cannot read %s: %s. %s", file, e.getOriginalMessage(), advice);
    }
  }
}
