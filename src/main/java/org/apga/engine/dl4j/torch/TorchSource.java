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
 * The source of libtorch: the node's own PyTorch, or the build on the class path.
 *
 * @param folder of PyTorch's package, {@code .../site-packages/torch}; null for the class path
 * @param version such as {@code 2.10.0+cu128}
 * @param cuda such as {@code 12.8}; null for a build for CPUs, and for the class path's build,
 *     which is only known after loading
 */
record TorchSource(@Nullable Path folder, String version, @Nullable String cuda) {
  /** Names a PyTorch: a Python, or the package's folder; {@code bundled} for the class path's. */
  static final String VARIABLE = "APGA_TORCH";

  /** The distribution's platform. Not read from JavaCPP, which must not be initialised yet. */
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
   * Finds libtorch. For CUDA it uses the Python of the search path unless the class path has a
   * build for GPUs; for a CPU it prefers the class path's build to that Python.
   *
   * @param asked the value of {@link #VARIABLE}; empty for none
   * @param wanted version, such as {@code 2.10.0}
   * @throws EngineException if there is none, or it has another version
   */
  static TorchSource find(String asked, String wanted, Device device) {
    boolean bundled = asked.equals(BUNDLED) || (asked.isEmpty() && fits(device));
    if (!carries("", JNI) && !(bundled && carries("-gpu", JNI))) {
      throw none(
          "this distribution lacks the binding, pytorch-%s-%s.jar"
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
          "the PyTorch in %s is %s, but exactly %s is needed"
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

  /** The package's folder, from the folder itself, its parent folder or a Python. */
  private static Path folder(String asked) {
    Path path = Path.of(asked);
    for (Path folder : new Path[] {path, path.resolve("torch")}) {
      if (Files.exists(folder.resolve("version.py"))) {
        return folder;
      }
    }
    if (Files.isDirectory(path)) {
      throw none(
          asked + " contains no PyTorch",
          "Set %s to a Python, or to the folder torch of its site-packages".formatted(VARIABLE));
    }
    String said = ask(asked).orElse("");
    if (said.isEmpty()) {
      throw none("%s has no PyTorch".formatted(asked), remedy(LibTorch.release()));
    }
    return Path.of(said);
  }

  /** The last line of a Python's answer about the folder of its PyTorch. */
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
          "Install PyTorch again");
    }
    return new TorchSource(folder, version, cuda);
  }

  /** Such as {@code 2.10.0+cu128 in /opt/python/site-packages/torch}. */
  String told() {
    return version + (folder == null ? " of this distribution" : " in " + folder);
  }

  /**
   * The GPU part, read from its file.
   *
   * @throws EngineException if it cannot be read
   */
  TorchBuild.Gpu machineCode() {
    try {
      return MachineCode.of(
          folder == null
              // JavaCPP would unpack it there next.
              ? Loader.cacheResource("/" + RESOURCES + PLATFORM + "-gpu/" + CUDA_LIBRARY).toPath()
              : folder.resolve("lib").resolve(CUDA_LIBRARY));
    } catch (IOException | ArithmeticException e) {
      throw unreadable(CUDA_LIBRARY, e);
    }
  }

  /**
   * Checks that every library for the device is there and not truncated.
   *
   * @throws EngineException if one is not
   */
  void requireWhole(Device device) {
    if (folder == null) {
      if (device == Device.CUDA && !fits(device)) {
        throw none("this distribution's build is for CPUs", remedy(LibTorch.release()));
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
        "Install PyTorch again");
  }

  /** The folder of its shared libraries; empty for the class path's. */
  Optional<Path> libraries() {
    return Optional.ofNullable(folder).map(path -> path.resolve("lib"));
  }
}
