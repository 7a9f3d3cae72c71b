package org.apga.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.ImportedWeights;
import org.apga.engine.Tensor;
import org.apga.engine.WeightsException;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.apga.store.weights.WeightsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the weights of a trial so that PyTorch loads them. */
@Command(
    name = "export",
    description =
        "Writes a trial's weights as .npz, so that PyTorch's load_state_dict(strict=True) takes them.",
    mixinStandardHelpOptions = true)
final class WeightsExportCommand implements Callable<Integer> {
  enum Network {
    CLASSIFIER,
    POLICY
  }

  enum Head {
    SEQUENTIAL,
    LINEAR
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--root", required = true, paramLabel = "ROOT", description = "The results root.")
  private String root = "";

  @Option(
      names = "--trial",
      required = true,
      paramLabel = "ID",
      description = "Column trial of table trials: a folder of ROOT/trials.")
  private String trial = "";

  @Option(
      names = "--network",
      paramLabel = "NAME",
      defaultValue = "classifier",
      description =
          "classifier: torchvision's names; policy: TernausNet's, the encoder's twice. Default: ${DEFAULT-VALUE}.")
  private Network network = Network.CLASSIFIER;

  @Option(
      names = "--head",
      paramLabel = "KIND",
      defaultValue = "sequential",
      description =
          "Of the classifier. sequential: classifier.0.weight, as published; linear: classifier.weight, as torchvision's. Default: ${DEFAULT-VALUE}.")
  private Head head = Head.SEQUENTIAL;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The .npz to write.")
  private String out = "";

  @Override
  public Integer call() {
    Configuration hadoop = new Configuration();
    ResultStore store = ResultStore.open(root, hadoop);
    Commit commit =
        store
            .commit(trial)
            .orElseThrow(
                () ->
                    new UsageException(
                        "Cannot export trial "
                            + trial
                            + ": it is not committed in "
                            + root
                            + ". Name a trial of its table trials."));
    Map<String, Tensor> named = named(weights(store, commit));
    new WeightsFile(out, hadoop).writeForTorch(named, batches(store, commit));
    spec.commandLine()
        .getOut()
        .printf(
            "The %s of %s is in %s: %d tensors.%n",
            network.name().toLowerCase(Locale.ROOT), trial, out, named.size());
    spec.commandLine().getOut().flush();
    return Main.DONE;
  }

  private Map<String, Tensor> weights(ResultStore store, Commit commit) {
    try {
      return store.weights(commit, network.name().toLowerCase(Locale.ROOT)).tensors();
    } catch (FileNotFoundException e) {
      throw new UsageException(
          "Cannot export the "
              + network.name().toLowerCase(Locale.ROOT)
              + " of "
              + trial
              + ": it stores none. Arms end2end and apga store a policy; all store a classifier.");
    } catch (IOException e) {
      throw new WeightsException(String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, Tensor> named(Map<String, Tensor> weights) {
    if (network == Network.POLICY) {
      return ImportedWeights.withTernausNetAliases(weights);
    }
    return head == Head.LINEAR ? ImportedWeights.withPlainHead(weights) : weights;
  }

  /** Batches of the trial until the epoch whose weights these are; its baseline's not counted. */
  private static long batches(ResultStore store, Commit commit) {
    long best = store.rows(commit, Tables.TRIALS).get(0).whole("best_epoch");
    return store.rows(commit, Tables.EPOCHS).stream()
        .filter(row -> row.whole("epoch") <= best)
        .mapToLong(row -> row.whole("steps"))
        .sum();
  }
}
