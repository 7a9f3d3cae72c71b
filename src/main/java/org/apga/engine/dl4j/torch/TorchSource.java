package org.apga.engine.dl4j.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apga.engine.Device;
import org.apga.engine.EngineException;
import org.apga.engine.TorchBuild;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Where libtorch comes from: the node's own PyTorch, or what the class path carries.
 *
 * @param folder of PyTorch's package, {@code .../site-packages/torch}; null for the class path
 * @param version such as {@code 2.10.0+cu128}
 * @param cuda such as {@code 12.8}; null for a build for CPUs. Of the class path's own build nobody
 *     knows before it is loaded
 */
record TorchSource(@Nullable Path folder, String version, @Nullable String cuda) {
  /** Names a PyTorch: a Python, or its package's folder; {@code bundled} for the class path's. */
  static final String VARIABLE = "APGA_TORCH";

  /** The one that the distribution is built for. JavaCPP is not asked: it must not wake yet. */
  private static final String PLATFORM = "linux-x86_64";

  private static final String BUNDLED = "bundled";
  private static final String RESOURCES = "org/bytedeco/pytorch/";
  private static final String CUDA_LIBRARY = "libtorch_cuda.so";
  private static final List<String> ON_CPU = List.of("libc10.so", "libtorch_cpu.so", "libtorch.so");
  private static final List<String> ON_GPU =
      List.of("libc10.so", "libtorch_cpu.so", "libtorch.so", "libc10_cuda.so", CUDA_LIBRARY);
  private static final String JNI = "libjnitorch.so";
  private static final int PATIENCE_SECONDS = 60;
  private static final String WHERE =
      "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0]"
          + " if s else '')";

  /** {@code __version__ = '2.10.0+cu128'}, {@code cuda: Optional[str] = '12.8'}. */
  private static final Pattern SETTING =
      Pattern.compile("(?m)^(__version__|cuda)\\b[^=]*=\\s*(?:'([^']*)'|None)");

  /**
   * Looks for it. A device of CUDA wants the Python of the search path unless the class path has a
   * build for GPUs; a CPU takes the class path's before it asks that Python.
   *
   * @param asked the value of {@link #VARIABLE}; empty for none
   * @param wanted version, such as {@code 2.10.0}
   * @throws EngineException if there is none, or another
   */
  static TorchSource find(String asked, String wanted, Device device) {
    boolean bundled = asked.equals(BUNDLED) || (asked.isEmpty() && fits(device));
    if (!carries("", JNI) && !(bundled && carries("-gpu", JNI))) {
      throw none(
          "this distribution lacks what calls it, pytorch-%s-%s.jar"
              .formatted(LibTorch.VERSION, PLATFORM),
          "Put that file into the folder torch of the distribution");
    }
    if (bundled) {
      return new TorchSource(null, LibTorch.VERSION, null);
    }
    Path folder = folder(asked.isEmpty() ? "python3" : asked);
    TorchSource found = read(folder);
    if (!found.version.split("\\+", 2)[0].equals(wanted)) {
      throw none(
          "the PyTorch in %s is %s, and %s is needed, exactly"
              .formatted(folder, found.version, wanted),
          remedy(wanted));
    }
    if (device == Device.CUDA && found.cuda == null) {
      throw none(
          "the PyTorch in %s, %s, is built for CPUs".formatted(folder, found.version),
          remedy(wanted));
    }
    return found;
  }

  private static boolean fits(Device device) {
    return device == Device.CUDA ? carries("-gpu", CUDA_LIBRARY) : carries("", "libtorch.so");
  }

  /** Whether the class path has a file of the platform's libtorch. */
  private static boolean carries(String extension, String file) {
    ClassLoader loader = TorchSource.class.getClassLoader();
    return loader.getResource(RESOURCES + PLATFORM + extension + "/" + file) != null;
  }

  private static EngineException none(String why, String remedy) {
    return new EngineException("Cannot find libtorch: %s. %s.".formatted(why, remedy));
  }

  private static String remedy(String wanted) {
    return "Try pip install torch==%s, and %s=PYTHON with the Python that has it"
        .formatted(wanted, VARIABLE);
  }

  /** The package's folder, of a folder that is it or has it, or of a Python. */
  private static Path folder(String asked) {
    Path path = Path.of(asked);
    for (Path folder : new Path[] {path, path.resolve("torch")}) {
      if (Files.exists(folder.resolve("version.py"))) {
        return folder;
      }
    }
    if (Files.isDirectory(path)) {
      throw none(
          asked + " holds no PyTorch",
          "Let %s name a Python, or the folder torch of its site-packages".formatted(VARIABLE));
    }
    String said = ask(asked).orElse("");
    if (said.isEmpty()) {
      throw none("%s has no PyTorch".formatted(asked), remedy(LibTorch.release()));
    }
    return Path.of(said);
  }

  /** The last line that a Python says of where its PyTorch is. */
  private static Optional<String> ask(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", WHERE)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw none("%s did not answer in %d s".formatted(python, PATIENCE_SECONDS), "Try again");
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return said.lines().reduce((first, last) -> last).map(String::strip);
    } catch (IOException e) {
      throw none("there is no " + python, remedy(LibTorch.release()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw none("the search was interrupted", "Try again");
    }
  }

  private static TorchSource read(Path folder) {
    String version = "";
    String cuda = null;
    try {
      Matcher settings = SETTING.matcher(Files.readString(folder.resolve("version.py")));
      while (settings.find()) {
        if (settings.group(1).equals("cuda")) {
          cuda = settings.group(2);
        } else {
          version = settings.group(2);
        }
      }
    } catch (IOException e) {
      throw none(
          "%s cannot be read (%s)".formatted(folder.resolve("version.py"), e.getMessage()),
          "Install PyTorch anew");
    }
    return new TorchSource(folder, version, cuda);
  }

  /** Such as {@code 2.10.0+cu128 in /opt/python/site-packages/torch}. */
  String told() {
    return version + (folder == null ? " of this distribution" : " in " + folder);
  }

  /**
   * The part for GPUs, as its file has it.
   *
   * @throws EngineException if that cannot be read
   */
  TorchBuild.Gpu machineCode() {
    try {
      return MachineCode.of(
          folder == null
              // Where JavaCPP would unpack it next.
              ? Loader.cacheResource("/" + RESOURCES + PLATFORM + "-gpu/" + CUDA_LIBRARY).toPath()
              : folder.resolve("lib").resolve(CUDA_LIBRARY));
    } catch (IOException | ArithmeticException e) {
      throw unreadable(CUDA_LIBRARY, e);
    }
  }

  /**
   * Refuses what lacks a library for that device, or the end of one.
   *
   * @throws EngineException if it does
   */
  void requireWhole(Device device) {
    if (folder == null) {
      if (device == Device.CUDA && !fits(device)) {
        throw none("what this distribution carries is built for CPUs", remedy(LibTorch.release()));
      }
      return;
    }
    for (String library : device == Device.CUDA ? ON_GPU : ON_CPU) {
      try {
        MachineCode.requireWhole(folder.resolve("lib").resolve(library));
      } catch (IOException e) {
        throw unreadable(library, e);
      }
    }
  }

  private EngineException unreadable(String library, Exception e) {
    return none(
        "%s of libtorch %s cannot be read (%s)"
            .formatted(
                library,
                told(),
                e instanceof NoSuchFileException
                    ? "there is no such file"
                    : String.valueOf(e.getMessage())),
        "Install PyTorch anew");
  }

  /** The folder of its shared libraries; empty for the class path's. */
  Optional<Path> libraries() {
    return Optional.ofNullable(folder).map(path -> path.resolve("lib"));
  }
}
