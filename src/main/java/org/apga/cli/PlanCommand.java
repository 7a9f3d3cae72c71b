package org.apga.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apga.plan.Decision.Kind;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlan.Planned;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a run would do. */
@Command(
    name = "plan",
    description = "Shows what `run` would do with each trial, and does nothing.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GridOptions options = new GridOptions();

  @Override
  public Integer call() {
    PrintWriter print = spec.commandLine().getOut();
    GridPlan plan = GridSetup.of(options.read(), new Configuration(), print).plan();
    for (Planned planned : plan.trials()) {
      print.printf("%-40s %s%n", planned.trial().title(), planned.decision());
    }
    print.println(totals(plan));
    print.flush();
    return Main.DONE;
  }

  static String totals(GridPlan plan) {
    long again = plan.count(Kind.RERUN);
    long onwards = plan.count(Kind.RESUME);
    return String.format(
        "Plan      %d trials: %d to train%s%s, %d done",
        plan.trials().size(),
        plan.count(Kind.RUN),
        onwards == 0 ? "" : ", " + onwards + " to go on with",
        again == 0 ? "" : ", " + again + " to train again because something changed",
        plan.count(Kind.SKIP));
  }
}
