package org.apga.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.ImportedWeights;
import org.apga.engine.Tensor;
import org.apga.engine.UNetSpec;
import org.apga.engine.WeightsException;
import org.apga.store.weights.Origin;
import org.apga.store.weights.WeightsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks weights of PyTorch and writes them by our names. */
@Command(
    name = "import",
    description =
        "Checks weights of PyTorch, .npz or safetensors, and writes them as .npz by our names.",
    mixinStandardHelpOptions = true)
final class WeightsImportCommand implements Callable<Integer> {
  // No size of a network depends on its image's.
  private static final int ANY_IMAGE = 32;
  private static final int MOST_LISTED = 4;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private Network network = new Network();

  /** Which network the file is for. */
  static final class Network {
    @Option(
        names = "--classifier",
        required = true,
        paramLabel = "FILE",
        description = "A DenseNet by torchvision's names, old or new.")
    private @Nullable String classifier;

    @Option(
        names = "--policy",
        required = true,
        paramLabel = "FILE",
        description = "A UNet-11 by TernausNet's names, or torchvision's VGG-11 for its encoder.")
    private @Nullable String policy;
  }

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "169",
      description = "Of the DenseNet: 121, 169 or 201. Default: ${DEFAULT-VALUE}.")
  private int depth;

  @Option(
      names = "--blocks",
      split = ",",
      paramLabel = "N",
      description = "Layers of a custom DenseNet's four blocks, instead of --depth.")
  private List<Integer> blocks = List.of();

  @Option(
      names = "--growth",
      paramLabel = "N",
      defaultValue = "32",
      description = "Channels that a layer of a custom DenseNet adds. Default: ${DEFAULT-VALUE}.")
  private int growth;

  @Option(
      names = "--stem-width",
      paramLabel = "N",
      defaultValue = "64",
      description = "Channels of a custom DenseNet's stem. Default: ${DEFAULT-VALUE}.")
  private int stemWidth;

  @Option(
      names = "--bottleneck",
      paramLabel = "N",
      defaultValue = "4",
      description = "Of a custom DenseNet. Default: ${DEFAULT-VALUE}.")
  private int bottleneck;

  @Option(
      names = "--base-width",
      paramLabel = "N",
      defaultValue = "32",
      description = "Of the U-Net: filters of its last block. Default: ${DEFAULT-VALUE}.")
  private int baseWidth;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The .npz to write.")
  private String out = "";

  @Override
  public Integer call() {
    Configuration hadoop = new Configuration();
    String from = network.classifier != null ? network.classifier : String.valueOf(network.policy);
    WeightsFile file = new WeightsFile(from, hadoop);
    ImportedWeights weights;
    Origin origin;
    try {
      Map<String, Tensor> tensors = file.read().usable(from).tensors();
      origin = new Origin(file.name(), file.sha256());
      weights =
          network.classifier != null
              ? ImportedWeights.classifier(densenet(), tensors, from)
              : ImportedWeights.policy(new UNetSpec(ANY_IMAGE, baseWidth), tensors, from);
    } catch (IOException e) {
      throw new WeightsException(String.valueOf(e.getMessage()), e);
    }
    new WeightsFile(out, hadoop).write(weights.tensors(), origin);
    PrintWriter print = spec.commandLine().getOut();
    print.println(origin + " gives " + weights.what() + ".");
    if (!weights.complete()) {
      print.println(
          "Left out, and drawn for each seed where it is used: "
              + shortened(weights.leftOut())
              + ".");
    }
    print.println(weights.tensors().size() + " tensors are in " + out + ".");
    print.flush();
    return Main.DONE;
  }

  private static String shortened(List<String> names) {
    return names.size() <= MOST_LISTED
        ? String.join(", ", names)
        : names.size() + " tensors, " + names.get(0) + " to " + names.get(names.size() - 1);
  }

  private DenseNetSpec densenet() {
    try {
      return blocks.isEmpty()
          ? DenseNetSpec.ofDepth(depth, ANY_IMAGE)
          : new DenseNetSpec(ANY_IMAGE, blocks, growth, stemWidth, bottleneck, 2);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
