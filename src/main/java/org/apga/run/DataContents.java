package org.apga.run;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.data.ChecksumLists;
import org.apga.data.ChecksumReader;
import org.apga.data.ChecksumScan;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.ImageChecksums;
import org.apga.data.Splits;
import org.apga.files.FileErrors;
import org.apga.files.StoreException;
import org.apga.plan.DataIdentity;
import org.apga.store.ResultStore;
import org.apga.trial.DataSet;

/**
 * The contents of a data set's parts, which trial ids depend on.
 *
 * @param parts checksums of each part's images
 * @param kept the checksums with which earlier runs were planned
 */
public record DataContents(DataSet dataSet, Map<String, ImageChecksums> parts, ChecksumLists kept) {
  /** Stands for a missing list. */
  private static final ImageChecksums NOTHING = new ImageChecksums(new TreeMap<>());

  /**
   * Finds the checksums of the images of some parts.
   *
   * @param reader reads the images whose checksums are not known
   * @param told receives a line about the progress now and then
   * @throws DataException if none of a part's files exists, or the file system does not answer
   */
  public static DataContents of(
      DataSet dataSet,
      Collection<String> parts,
      ResultStore store,
      Configuration hadoop,
      ChecksumReader reader,
      Consumer<String> told)
      throws InterruptedException {
    Path folder = store.images();
    Collection<Example> examples =
        dataSet.manifest().examples().stream().filter(e -> parts.contains(e.group())).toList();
    ImageChecksums all;
    ChecksumLists kept;
    try {
      kept = new ChecksumLists(folder.getFileSystem(hadoop), folder);
      all =
          new ChecksumScan(folder, reader, told, InstantSource.system())
              .of(dataSet.manifest(), examples, hadoop);
    } catch (IOException e) {
      String why = FileErrors.reason(e);
      throw new DataException(
          why.startsWith("Cannot ")
              ? why
              : String.format(
                  "Cannot compute the checksums of the images in %s: %s. Check the file system and"
                      + " run the same command again.",
                  dataSet.manifest().root(), why));
    }
    Map<String, ImageChecksums> byPart = new TreeMap<>();
    for (String part : parts) {
      ImageChecksums ofPart = all.of(dataSet.manifest().ofGroup(part));
      requireSome(ofPart, part, dataSet);
      byPart.put(part, ofPart);
    }
    return new DataContents(dataSet, byPart, kept);
  }

  /** A folder that is not mounted looks as if all its files were missing. */
  private static void requireSome(ImageChecksums ofPart, String part, DataSet dataSet) {
    if (ofPart.byPath().values().stream().allMatch(ImageChecksums.MISSING::equals)) {
      throw new DataException(
          "Cannot plan %s: none of its %s image files exists, first %s/%s. Set data.root to"
              + " the folder that the paths are relative to.",
          part, ofPart.byPath().size(), dataSet.manifest().root(), ofPart.byPath().firstKey());
    }
  }

  public DataIdentity identity() {
    Map<String, DataIdentity.OfPart> identities = new HashMap<>();
    Map<String, ImageChecksums> byHash = new HashMap<>();
    Map<List<Long>, Map<String, String>> hashes = new HashMap<>();
    parts.forEach(
        (part, checksums) -> {
          String hash = checksums.hash();
          byHash.put(hash, checksums);
          DataIdentity.Rows rows = (seed, fold) -> hash(hashes, part, seed, fold);
          identities.put(part, new DataIdentity.OfPart(rows, hash, dataSet.boxes(part)));
        });
    Map<String, ImageChecksums> earlier = new HashMap<>();
    return new DataIdentity(
        dataSet.manifest().hash(),
        identities,
        (before, now) -> {
          ImageChecksums is = byHash.get(now);
          ImageChecksums was =
              earlier.computeIfAbsent(before, hash -> kept.read(hash).orElse(NOTHING));
          return is == null || was == NOTHING ? Optional.empty() : Optional.of(told(was, is));
        });
  }

  /** The splits of a seed and fold are drawn once for all parts. */
  private String hash(
      Map<List<Long>, Map<String, String>> hashes, String part, long seed, int fold) {
    return hashes
        .computeIfAbsent(
            List.of(dataSet.scheme().perSeed() ? seed : 0, (long) fold),
            draw -> {
              Splits splits = dataSet.scheme().of(seed, fold);
              return parts.keySet().stream().collect(toMap(p -> p, splits::hash));
            })
        .getOrDefault(part, "");
  }

  private static String told(ImageChecksums was, ImageChecksums is) {
    int files = is.byPath().size();
    return is.differencesFrom(was) + " of " + files + (files == 1 ? " file" : " files");
  }

  /**
   * Stores the checksums, so that a later plan can report what changed.
   *
   * @throws StoreException if they cannot be stored
   */
  public void keep() {
    try {
      for (ImageChecksums checksums : parts.values()) {
        kept.keep(checksums);
      }
    } catch (IOException e) {
      throw new StoreException(
          "Cannot store the checksums of images in %s: %s. Check the file system and run the"
              + " same command again.",
          e, kept.folder(), FileErrors.reason(e));
    }
  }
}
