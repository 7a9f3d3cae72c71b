package org.apga.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.data.Classes;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.Lesions;
import org.apga.data.Manifest;
import org.apga.data.ManifestCsv;
import org.apga.data.MuraLists;
import org.apga.data.Split;
import org.apga.data.UnlabelledImages;
import org.apga.files.FileErrors;
import org.jspecify.annotations.Nullable;

/**
 * The images to evaluate on.
 *
 * @param manifest the manifest of the whole data set
 * @param examples the images of it to evaluate on, in order of their paths
 * @param lesions their lesions, as far as they are known
 */
public record GivenImages(Manifest manifest, List<Example> examples, Lesions lesions) {

  /**
   * Returns images with labels.
   *
   * @param data a folder that contains MURA-v1.1, or a manifest CSV
   * @param classes the classes of its labels, which are those of the models
   * @param images the folder that a manifest's paths are relative to; null for the manifest's own
   * @param boxes a CSV of lesions' boxes (docs/guide/boxes.md); null for none
   * @param split the split in the data set's lists; null for all
   * @throws EvaluationException if there are none
   * @throws org.apga.data.DataException if the lists or the boxes cannot be read
   */
  public static GivenImages labelled(
      String data,
      Classes classes,
      @Nullable String images,
      @Nullable String boxes,
      String group,
      @Nullable Split split,
      Configuration hadoop) {
    Path path = there(data, hadoop);
    Manifest manifest =
        isCsv(data)
            ? ManifestCsv.read(path, folder(path, images, hadoop), classes, hadoop)
            : lists(path, classes, images, hadoop);
    if (!manifest.groups().contains(group)) {
      throw new EvaluationException(
          "Cannot evaluate on %s: it has no images of %s, only of %s. Name one of these with --group.",
          data, group, String.join(", ", manifest.groups()));
    }
    List<Example> chosen =
        manifest.ofGroup(group).stream().filter(e -> split == null || e.split() == split).toList();
    if (chosen.isEmpty()) {
      throw new EvaluationException(
          "Cannot evaluate on %s: it lists no images of %s as %s. Omit --split to use all of them.",
          data, group, String.valueOf(split).toLowerCase(Locale.ROOT));
    }
    Lesions lesions = Lesions.of(manifest, boxes == null ? "" : boxes, hadoop);
    return new GivenImages(manifest, chosen, lesions);
  }

  /**
   * Returns images without labels.
   *
   * @param data a folder of PNG, JPEG and DICOM files, one image, or a CSV with a column path
   * @param images the folder that a CSV's paths are relative to; null for the CSV's own
   * @throws org.apga.data.DataException if there are none
   */
  public static GivenImages unlabelled(String data, @Nullable String images, Configuration hadoop) {
    Path path = there(data, hadoop);
    if (!isCsv(data)) {
      refuseImages(images);
    }
    Manifest manifest =
        isCsv(data)
            ? UnlabelledImages.listed(path, folder(path, images, hadoop), hadoop)
            : UnlabelledImages.in(path, hadoop);
    return new GivenImages(manifest, manifest.examples(), Lesions.of(manifest, "", hadoop));
  }

  public ImageSource source() {
    return ImageSource.of(manifest).with(lesions);
  }

  private static boolean isCsv(String data) {
    return data.toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  private static Path there(String data, Configuration hadoop) {
    try {
      Path path = new Path(data);
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        throw new EvaluationException(
            "Cannot read --data %s: there is no such file or folder. Check the path; every machine"
                + " must be able to reach it.",
            data);
      }
      return path;
    } catch (IOException | IllegalArgumentException e) {
      throw new EvaluationException(
          "Cannot reach --data %s: %s. Name a path on a file system that this machine can reach.",
          data, FileErrors.reason(e));
    }
  }

  private static Path folder(Path csv, @Nullable String images, Configuration hadoop) {
    if (images != null) {
      return there(images, hadoop);
    }
    Path parent = csv.getParent();
    return parent == null ? new Path(".") : parent;
  }

  private static void refuseImages(@Nullable String images) {
    if (images != null) {
      throw new EvaluationException(
          "Cannot use --images %s: only the paths of a CSV are relative to a folder. Omit it.",
          images);
    }
  }

  private static Manifest lists(
      Path folder, Classes classes, @Nullable String images, Configuration hadoop) {
    refuseImages(images);
    if (!classes.equals(Classes.TWO)) {
      throw new EvaluationException(
          "Cannot evaluate on %s: MURA's lists have labels 0 and 1, and the model's classes are %s."
              + " Name a manifest CSV with these labels in --data.",
          folder, String.join(", ", classes.names()));
    }
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      boolean lists =
          files.exists(new Path(folder, MuraLists.NAME)) || folder.getName().equals(MuraLists.NAME);
      if (!lists) {
        throw new EvaluationException(
            "Cannot read --data %s: it contains no folder %s. Name one that does, or list its"
                + " images in a manifest CSV (dataset-manifests/README.md).",
            folder, MuraLists.NAME);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for " + folder, e);
    }
    return MuraLists.read(folder, hadoop);
  }
}
