package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.Configuration;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.InvalidValueException;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.proxy.admin.Json;
import dev.entrepot.proxy.app.OfflineFsck;
import dev.entrepot.proxy.fsck.FsckAnswer;
import dev.entrepot.proxy.fsck.ThrottledPace;
import dev.entrepot.storage.disk.DataFolderInUseException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "fsck",
        description = {
            "Compare the files of a data folder, the records beside them and the index.",
            "While a proxy runs on the folder it is asked to do it, slowly, beside serving.",
            "Ended before its time, the next one of the same kind goes on where it was.",
            "Exit code 0: all is sound, or was repaired. 1: it is not, or not all could be checked."
        })
final class FsckCommand implements Callable<Integer> {

    @Option(
            names = "--repair",
            description = "Set right what is found. Damaged blobs go to quarantine/ and are fetched when asked for.")
    private boolean repair;

    @Option(names = "--verify-digests", description = "Read every blob to its end. Takes as long as that does.")
    private boolean verifyDigests;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "SIZE",
            description = "Read no faster. Default: 50MiB beside a running proxy, else as fast as the disk.")
    private @Nullable String bytesPerSecond;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Default: as in the configuration.")
    private @Nullable String data;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private AdminOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return check(options.configuration(data == null ? Map.of() : Map.of("data", data)));
        } catch (ConfigException e) {
            e.errors().forEach(err::println);
            return ExitCode.CONFIGURATION;
        } catch (IOException | AdminUnreachableException e) {
            err.println("entrepot: " + e.getMessage());
            return ExitCode.FAILED;
        } finally {
            err.flush();
        }
    }

    private int check(Configuration configuration)
            throws IOException, AdminUnreachableException, ConfigException, InterruptedException {
        FsckOptions wanted = new FsckOptions(repair, verifyDigests);
        Pace pace = bytesPerSecond == null
                ? Pace.FULL
                : new ThrottledPace(
                        Math.max(1, parsed("--bytes-per-second", bytesPerSecond).bytes()));
        try (OfflineFsck offline = new OfflineFsck(configuration, wanted, pace);
                FsckScreen screen = screen()) {
            return report(new OfflineRun(offline, wanted, screen).run());
        } catch (DataFolderInUseException e) {
            return online(configuration, wanted, e);
        }
    }

    private int online(Configuration configuration, FsckOptions wanted, DataFolderInUseException inUse)
            throws AdminUnreachableException, InterruptedException {
        try (AdminClient client = options.client(configuration);
                FsckScreen screen = screen()) {
            return report(new OnlineRun(client, wanted, Optional.ofNullable(bytesPerSecond), screen).run());
        } catch (AdminUnreachableException e) {
            throw new AdminUnreachableException(inUse.getMessage() + ", and " + e.getMessage());
        }
    }

    private ByteSize parsed(String option, String text) {
        try {
            return ByteSize.parse(text);
        } catch (InvalidValueException e) {
            throw options.wrong(option, e);
        }
    }

    /** Only a terminal wants a bar, and a program that reads JSON has none. */
    private FsckScreen screen() {
        boolean isTerminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return isTerminal && !json
                ? FsckScreen.of(new FsckBar(spec.commandLine().getErr()))
                : FsckScreen.NONE;
    }

    private int report(FsckAnswer answer) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? Json.write(answer) + System.lineSeparator() : FsckText.of(answer));
        out.flush();
        if (!answer.state().equals(FsckAnswer.FINISHED)) {
            spec.commandLine().getErr().println("entrepot: the check was ended; the next one goes on there");
        }
        return answer.sound() ? ExitCode.FINE : ExitCode.FAILED;
    }
}
