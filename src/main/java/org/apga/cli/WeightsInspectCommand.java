package org.apga.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.engine.WeightsException;
import org.apga.store.weights.StoredNetwork;
import org.apga.store.weights.WeightsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what a weights file holds. */
@Command(
    name = "inspect",
    description = "Lists the tensors of a .npz or safetensors file: name, shape, dtype, mean, sd.",
    mixinStandardHelpOptions = true)
final class WeightsInspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "On any Hadoop file system.")
  private String file = "";

  @Override
  public Integer call() {
    PrintWriter print = spec.commandLine().getOut();
    WeightsFile weights = new WeightsFile(file, new Configuration());
    try {
      String hash = weights.sha256();
      StoredNetwork stored = weights.read();
      Map<String, Tensor> tensors = stored.state().tensors();
      int width = tensors.keySet().stream().mapToInt(String::length).max().orElse(0);
      long numbers = 0;
      for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
        numbers += named.getValue().size();
        print.println(line(named.getKey(), named.getValue(), stored, width));
      }
      print.printf(
          "%d tensors, %d numbers. SHA-256 of the file: %s%n", tensors.size(), numbers, hash);
      if (stored.origin() != null) {
        print.println("Imported from " + stored.origin());
      }
      NetworkState.Optimiser optimiser = stored.state().optimiser();
      if (optimiser != null) {
        print.println("With Adam's state after " + optimiser.steps() + " steps");
      }
      print.flush();
      return Main.DONE;
    } catch (IOException e) {
      throw new WeightsException(String.valueOf(e.getMessage()), e);
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
        Locale.ROOT,
        "%-" + Math.max(1, width) + "s  %-20s %-8s  mean %12.5e  sd %11.5e",
        name,
        Arrays.toString(tensor.shape()),
        stored.formats().get(name),
        mean,
        Math.sqrt(squares / tensor.size()));
  }
}
