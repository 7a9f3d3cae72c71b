package org.apga.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.GridConfig;
import org.apga.doctor.Doctor;
import org.apga.doctor.Finding;
import org.apga.doctor.Surroundings;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.files.JsonFile;
import org.apga.run.spark.Allowances;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.TrialGpus;
import org.apga.trial.DataSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "doctor", mixinStandardHelpOptions = true)
final class DoctorCommand extends ApgaCommand {
  @Parameters(paramLabel = "CONF", arity = "0..1")
  private @Nullable File file;

  @Option(names = "--set", paramLabel = "PATH=VALUE")
  private List<String> sets = new ArrayList<>();

  @Option(names = "--json")
  private boolean json;

  @Override
  public Integer call() {
    List<Finding> findings = file == null ? examine() : examine(GridOptions.read(file, sets));
    boolean well = findings.stream().allMatch(Finding::ok);
    PrintWriter print = out();
    if (json) {
      print.println(document(findings, well).toPrettyString());
    } else {
      findings.forEach(finding -> print.println(finding.line()));
    }
    return well ? Main.DONE : Main.SOME_FAILED;
  }

  private List<Finding> examine() {
    if (!sets.isEmpty()) {
      throw new UsageException(
          "Cannot set " + sets.get(0) + ": there is no grid. Name its file before --set.");
    }
    return Doctor.examine(
        Surroundings.ofThisProcess(),
        Allowances.ofSubmission(1),
        new EngineChoice(EngineChoice.FITTING, TrialGpus.fitting(), Precision.FLOAT, 1));
  }

  private static List<Finding> examine(GridConfig config) {
    Configuration hadoop = SparkContexts.hadoop();
    return Doctor.examineWithImages(
        Surroundings.ofThisProcess(),
        Allowances.ofSubmission(config.engine().threads()),
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
      if (!finding.warning().isEmpty()) {
        check.put("warning", finding.warning());
      }
      Finding.Failure failure = finding.failure();
      if (failure != null) {
        check.put("cause", failure.cause().name()).put("remedy", failure.remedy());
      }
    }
    return document;
  }
}
