package dev.entrepot.proxy.cli;

import dev.entrepot.proxy.demo.Demo;
import dev.entrepot.proxy.demo.PlainLines;
import dev.entrepot.proxy.demo.Progress;
import dev.entrepot.proxy.demo.Report;
import dev.entrepot.proxy.demo.Stage;
import dev.entrepot.proxy.demo.TerminalBar;
import dev.entrepot.proxy.demo.upstream.DemoImages;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description =
                "Show what it does and what it costs, in some ten seconds, without a network: a small registry and "
                        + "clients of its own pull cold, warm, all at once, from a stopped upstream and from one that corrupts.")
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--verbose", description = "Show entrepot's log as well.")
    private boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (!verbose) {
            Silence.of(); // What goes wrong here is meant to.
        }
        DemoImages images = DemoImages.make();
        try (Stage stage = Stage.set(images.all()).closingAtExit()) {
            return play(stage, images);
        } catch (IOException e) {
            spec.commandLine().getErr().println("entrepot: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private int play(Stage stage, DemoImages images) throws IOException, InterruptedException {
        Report report;
        try {
            report = new Demo(stage, images, progress()).play();
        } catch (IOException | RuntimeException e) {
            if (stage.isClosed()) {
                return ExitCode.FAILED;
            }
            throw e;
        }
        if (stage.isClosed()) {
            return ExitCode.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.table());
        out.println(report.isKept() ? "Every promise was kept." : "A promise was broken: see BROKEN above.");
        out.flush();
        return report.isKept() ? ExitCode.FINE : ExitCode.FAILED;
    }

    /** A terminal means both ends: whoever redirects the table does not want a bar in it. */
    private Progress progress() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? new TerminalBar(spec.commandLine().getOut(), System::nanoTime)
                : new PlainLines(spec.commandLine().getErr());
    }
}
