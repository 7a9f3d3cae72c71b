package org.apga.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Classes;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.ImportedWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.engine.UNetSpec;
import org.apga.engine.WeightsException;
import org.apga.files.FileErrors;
import org.apga.run.spark.SparkContexts;
import org.apga.store.weights.Origin;
import org.apga.store.weights.StoredNetwork;
import org.apga.store.weights.WeightsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    subcommands = {
      WeightsCommand.Import.class,
      WeightsExportCommand.class,
      WeightsCommand.Inspect.class
    })
final class WeightsCommand extends ApgaCommand {
  @Override
  public Integer call() {
    throw nameOne();
  }

  static WeightsException unreadable(String file, IOException e) {
    String message = String.valueOf(e.getMessage());
    return new WeightsException(
        message.startsWith("Cannot ")
            ? message
            : String.format(
                "Cannot read weights %s: %s. Name a file that can be read.",
                file, FileErrors.reason(e)),
        e);
  }

  @Command(name = "import", mixinStandardHelpOptions = true)
  static final class Import extends ApgaCommand {
    // The shapes of tensors do not depend on the size of images.
    private static final int ANY_IMAGE = 32;
    private static final int MOST_LISTED = 4;

    @ArgGroup(multiplicity = "1")
    private Network network = new Network();

    /** Which network the file is for. */
    static final class Network {
      @Option(names = "--classifier", required = true, paramLabel = "FILE")
      private @Nullable String classifier;

      @Option(names = "--policy", required = true, paramLabel = "FILE")
      private @Nullable String policy;
    }

    @Option(names = "--depth", paramLabel = "N", defaultValue = "169")
    private int depth;

    @Option(names = "--blocks", split = ",", paramLabel = "N")
    private List<Integer> blocks = List.of();

    @Option(names = "--growth", paramLabel = "N", defaultValue = "32")
    private int growth;

    @Option(names = "--stem-width", paramLabel = "N", defaultValue = "64")
    private int stemWidth;

    @Option(names = "--bottleneck", paramLabel = "N", defaultValue = "4")
    private int bottleneck;

    @Option(names = "--classes", paramLabel = "N")
    private @Nullable Integer classes;

    @Option(names = "--base-width", paramLabel = "N", defaultValue = "32")
    private int baseWidth;

    @Option(names = "--out", required = true, paramLabel = "FILE")
    private String out = "";

    @Override
    public Integer call() {
      Configuration hadoop = SparkContexts.hadoop();
      String classifier = network.classifier;
      String from = classifier == null ? String.valueOf(network.policy) : classifier;
      WeightsFile file = new WeightsFile(from, hadoop);
      ImportedWeights weights;
      Origin origin;
      try {
        NetworkState given = file.read().usable(from);
        origin = new Origin(file.name(), file.sha256());
        weights =
            classifier == null
                ? ImportedWeights.policy(new UNetSpec(ANY_IMAGE, baseWidth), given, from)
                : ImportedWeights.classifier(densenet(given), given, from);
      } catch (IOException e) {
        throw unreadable(from, e);
      }
      NetworkState imported = new NetworkState(weights.tensors(), weights.input(), null);
      new WeightsFile(out, hadoop).write(imported, origin);
      PrintWriter print = out();
      print.println(origin + " gives " + weights.what() + ".");
      weights.changes().forEach(change -> print.println("Changed: " + change + "."));
      if (!weights.complete()) {
        String leftOut = shortened(weights.leftOut());
        print.println("Left out, and drawn for each seed that starts from it: " + leftOut + ".");
      }
      if (!weights.input().isNone()) {
        print.printf(
            "It was trained on %s, which %s records. Set data.normalise = weights, so that networks"
                + " that start from it get the same input.%n",
            weights.input().inWords(), out);
      }
      print.println(weights.tensors().size() + " tensors are in " + out + ".");
      return Main.DONE;
    }

    private static String shortened(List<String> names) {
      return names.size() <= MOST_LISTED
          ? String.join(", ", names)
          : names.size() + " tensors, " + names.get(0) + " to " + names.get(names.size() - 1);
    }

    private DenseNetSpec densenet(NetworkState given) {
      int outputs = classes == null ? ImportedWeights.ownClasses(given) : classes;
      if (outputs < 2 || outputs > Classes.MOST) {
        throw new UsageException(
            "Cannot import a head of %d class%s: a classifier has 2 to %d. Name another number with"
                + " --classes.",
            outputs, outputs == 1 ? "" : "es", Classes.MOST);
      }
      try {
        return blocks.isEmpty()
            ? DenseNetSpec.ofDepth(depth, ANY_IMAGE).of(outputs)
            : new DenseNetSpec(ANY_IMAGE, blocks, growth, stemWidth, bottleneck, outputs);
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Command(name = "inspect", mixinStandardHelpOptions = true)
  static final class Inspect extends ApgaCommand {
    @Parameters(paramLabel = "FILE")
    private String file = "";

    @Override
    public Integer call() {
      PrintWriter print = out();
      WeightsFile weights = new WeightsFile(file, SparkContexts.hadoop());
      try {
        String hash = weights.sha256();
        StoredNetwork stored = weights.read();
        Map<String, Tensor> tensors = stored.state().tensors();
        int width = tensors.keySet().stream().mapToInt(String::length).max().orElse(0);
        tensors.forEach((name, tensor) -> print.println(line(name, tensor, stored, width)));
        long numbers = tensors.values().stream().mapToLong(Tensor::size).sum();
        print.printf(
            "%d tensors, %d numbers. SHA-256 of the file: %s%n", tensors.size(), numbers, hash);
        if (!stored.state().input().isNone()) {
          print.println("Trained on " + stored.state().input().inWords());
        }
        if (stored.origin() != null) {
          print.println("Imported from " + stored.origin());
        }
        NetworkState.Optimiser optimiser = stored.state().optimiser();
        if (optimiser != null) {
          print.println("With Adam's state after " + optimiser.steps() + " steps");
        }
        return Main.DONE;
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }

    private static String line(String name, Tensor tensor, StoredNetwork stored, int width) {
      double sum = 0;
      for (int i = 0; i < tensor.size(); i++) {
        sum += tensor.at(i);
      }
      double mean = sum / tensor.size();
      double squares = 0;
      for (int i = 0; i < tensor.size(); i++) {
        squares += (tensor.at(i) - mean) * (tensor.at(i) - mean);
      }
      return String.format(
          "%-" + Math.max(1, width) + "s  %-20s %-8s  mean %12.5e  sd %11.5e",
          name,
          Arrays.toString(tensor.shape()),
          stored.formats().get(name),
          mean,
          Math.sqrt(squares / tensor.size()));
    }
  }
}
