package org.apga.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.doctor.Doctor;
import org.apga.doctor.Finding;
import org.apga.files.JsonFile;
import org.apga.run.spark.Allowances;
import org.apga.run.spark.SparkSessions;
import org.apga.trial.DataSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Examines this machine. */
@Command(
    name = "doctor",
    description = {
      "Looks whether this machine can train: Java, CPU, GPUs and their software and, for a grid,"
          + " memory, results root and data.",
      "Every executor looks the same way before its first trial.",
      "A line for each check: ok, or FAIL with what mends it. Exit code 0 if all is well, else 1.",
      "Options of spark-submit (--master, --conf, ...) may stand anywhere."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "CONF",
      arity = "0..1",
      description = "The grid that is to be trained, such as conf/nightly.conf.")
  private @Nullable File file;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Overrides a setting, such as data.root=hdfs:///mura.")
  private List<String> sets = new ArrayList<>();

  @Option(names = "--json", description = "Prints a JSON document instead of lines.")
  private boolean json;

  @Override
  public Integer call() {
    List<Finding> findings = file == null ? examine() : examine(ConfigReader.read(file, sets));
    boolean well = findings.stream().allMatch(Finding::ok);
    PrintWriter print = spec.commandLine().getOut();
    if (json) {
      print.println(document(findings, well).toPrettyString());
    } else {
      findings.forEach(finding -> print.println(finding.line()));
    }
    print.flush();
    return well ? Main.DONE : Main.SOME_FAILED;
  }

  private List<Finding> examine() {
    if (!sets.isEmpty()) {
      throw new UsageException(
          "Cannot set " + sets.get(0) + ": there is no grid. Name its file before --set.");
    }
    return Doctor.examine(Allowances.ofSubmission(1));
  }

  private static List<Finding> examine(GridConfig config) {
    Configuration hadoop = SparkSessions.hadoop();
    return Doctor.examine(
        Allowances.ofSubmission(config.numerics().threads()),
        config,
        hadoop,
        () -> DataSet.open(config, hadoop));
  }

  private static ObjectNode document(List<Finding> findings, boolean well) {
    ObjectNode document = JsonFile.object().put("well", well);
    ArrayNode checks = document.putArray("checks");
    for (Finding finding : findings) {
      ObjectNode check = checks.addObject();
      check.put("check", finding.check()).put("well", finding.ok()).put("what", finding.what());
      Finding.Failure failure = finding.failure();
      if (failure != null) {
        check.put("cause", failure.cause().name()).put("remedy", failure.remedy());
      }
    }
    return document;
  }
}
