package org.apga.data.phantom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which odd files lie where: one of each chosen kind for every part, spread over its studies. */
final class OddPlan {
  private OddPlan() {}

  /**
   * One odd file.
   *
   * @param path from {@code MURA-v1.1} on
   * @param model the whole image that a truncated one is cut from
   */
  record Item(OddFile kind, String path, String model) {

    /** Whether the list of images names it. */
    boolean listed() {
      return kind != OddFile.RESOURCE_FORK;
    }

    void write(Path staging) throws IOException {
      Files.write(staging.resolve(path), bytes(staging));
    }

    private byte[] bytes(Path staging) throws IOException {
      return switch (kind) {
        case RESOURCE_FORK ->
            new byte[] {0, 5, 0x16, 7, 0, 2, 0, 0, 'M', 'a', 'c', ' ', 'O', 'S', ' ', 'X'};
        case TRUNCATED -> {
          byte[] whole = Files.readAllBytes(staging.resolve(model));
          yield Arrays.copyOf(whole, whole.length / 2);
        }
        case EMPTY -> new byte[0];
        case TEXT -> "This is not an image.\n".getBytes(StandardCharsets.US_ASCII);
      };
    }
  }

  static List<Item> items(PhantomSpec spec, List<PhantomPlan.Study> studies) {
    List<Item> items = new ArrayList<>();
    for (String part : spec.parts()) {
      List<PhantomPlan.Study> ofPart =
          studies.stream().filter(study -> study.part().equals(part)).toList();
      int[] extra = new int[ofPart.size()];
      for (OddFile kind : OddFile.values()) {
        if (spec.odd().contains(kind)) {
          int at = kind.ordinal() % ofPart.size();
          PhantomPlan.Study study = ofPart.get(at);
          String name =
              kind == OddFile.RESOURCE_FORK
                  ? "._image1.png"
                  : "image" + (study.images().size() + ++extra[at]) + ".png";
          items.add(new Item(kind, study.folder() + name, study.images().get(0).path()));
        }
      }
    }
    return items;
  }
}
