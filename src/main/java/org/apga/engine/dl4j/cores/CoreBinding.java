package org.apga.engine.dl4j.cores;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds each OpenMP thread that computes for a Java thread to a core of its own. Two threads that
 * wait for each other many times per millisecond are several times slower if the kernel puts them
 * on one core, as it does beside other work.
 *
 * <p>The Java thread itself, the first of its OpenMP threads, is bound only while it computes,
 * because threads inherit the binding of the thread that creates them. Threads that OpenMP creates
 * during a computation would share its core. That happens only after an operation too small for all
 * threads has ended some of them; then all are unbound.
 *
 * <p>{@code OMP_PROC_BIND} does the same for a process, but binds all of its Java threads to the
 * same cores; if it is set, this class does nothing. Supports Linux and GNU's OpenMP; elsewhere
 * threads are not bound.
 */
public final class CoreBinding {
  private static final Logger LOG = LoggerFactory.getLogger(CoreBinding.class);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path THREAD = Path.of("/proc/thread-self");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final int CALLING_THREAD = 0;

  /** Size in bytes of a set of CPUs, as in the C library: 1024 CPUs. */
  private static final int MASK_BYTES = 128;

  private static final ThreadLocal<List<Integer>> GIVEN = ThreadLocal.withInitial(List::of);
  private static final ThreadLocal<@Nullable CoreBinding> BOUND = new ThreadLocal<>();

  private final Set<Path> threads;
  private final Memory first;
  private final Memory free;

  private CoreBinding(Set<Path> threads, Memory first, Memory free) {
    this.threads = threads;
    this.first = first;
    this.free = free;
  }

  /** The function that {@code GOMP_parallel} runs in each thread. */
  @FunctionalInterface
  private interface Region extends Callback {
    @SuppressWarnings("UnusedMethod") // JNA calls it.
    void run(@Nullable Pointer data);
  }

  /**
   * The cores that this process may run on: all of the machine's, or those of its container.
   *
   * @return as the kernel counts, from 0; empty if the kernel does not report them
   */
  public static List<Integer> ofProcess() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(ALLOWED))
          .flatMap(line -> Stream.of(line.substring(ALLOWED.length()).strip().split(",")))
          .map(range -> range.split("-"))
          .flatMapToInt(
              ends ->
                  IntStream.rangeClosed(
                      Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])))
          .boxed()
          .toList();
    } catch (IOException | UncheckedIOException elsewhere) {
      return List.of();
    }
  }

  /**
   * Assigns cores to the calling thread; the next engine that it opens binds its threads to them.
   * Until then the threads are not bound.
   *
   * @param cores as the kernel counts, from 0; if empty, its threads are not bound
   */
  public static void give(List<Integer> cores) {
    GIVEN.set(List.copyOf(cores));
    CoreBinding before = BOUND.get();
    if (before != null) {
      before.letFree();
    }
  }

  /**
   * Binds the threads that compute for the calling thread, one to each core that it was given. To
   * be called after the library that computes is loaded.
   *
   * @param threads of an operation; they are bound only if there are two or more, and a core for
   *     each
   */
  public static void bind(int threads) {
    List<Integer> cores = GIVEN.get();
    if (threads < 2 || cores.size() != threads || System.getenv("OMP_PROC_BIND") != null) {
      return;
    }
    try {
      Memory free = ofThread();
      Set<Path> bound = ConcurrentHashMap.newKeySet();
      onEachThread(
          threads,
          thread -> {
            set(mask(cores.get(thread)));
            bound.add(callingThread());
          });
      set(free);
      BOUND.set(new CoreBinding(Set.copyOf(bound), mask(cores.get(0)), free));
      LOG.info("The threads of operations are bound to the cores {}.", cores);
    } catch (UnsatisfiedLinkError | UncheckedIOException e) {
      LOG.warn("The threads of operations are not bound to cores: {}", e.getMessage());
    }
  }

  private void letFree() {
    BOUND.remove();
    onEachThread(threads.size(), thread -> set(free));
  }

  /** Binds the calling thread to the first of its cores, if it has any, until closed. */
  public static Computing computing() {
    CoreBinding bound = BOUND.get();
    if (bound == null) {
      return () -> {};
    }
    set(bound.first);
    return bound::computed;
  }

  private void computed() {
    set(free);
    if (!threads.stream().allMatch(Files::exists)) {
      letFree();
      LOG.info(
          "The threads of operations are no longer bound to cores: some operations are too small"
              + " for all threads.");
    }
  }

  /** A computation of the calling thread. */
  @FunctionalInterface
  public interface Computing extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * The library that computes has already loaded it, and this name gives every later caller the
   * same. Its file may be gone, because other processes unpack theirs over it.
   */
  private static NativeLibrary openMp() {
    return NativeLibrary.getInstance("libgomp.so.1");
  }

  /** Runs {@code region} with the number of each OpenMP thread. */
  static void onEachThread(int threads, IntConsumer region) {
    Function number = openMp().getFunction("omp_get_thread_num");
    Region each = data -> region.accept(number.invokeInt(new Object[0]));
    openMp().getFunction("GOMP_parallel").invokeVoid(new Object[] {each, Pointer.NULL, threads, 0});
  }

  /** The kernel's folder for the calling thread, which exists as long as the thread. */
  private static Path callingThread() {
    try {
      return THREAD.toRealPath();
    } catch (IOException elsewhere) {
      throw new UncheckedIOException(elsewhere);
    }
  }

  private static Memory mask(int core) {
    Memory mask = new Memory(MASK_BYTES);
    mask.clear();
    mask.setByte(core / Byte.SIZE, (byte) (1 << core % Byte.SIZE));
    return mask;
  }

  private static Memory ofThread() {
    Memory mask = new Memory(MASK_BYTES);
    mask.clear();
    call("sched_getaffinity", CALLING_THREAD, (long) MASK_BYTES, mask);
    return mask;
  }

  /** If the kernel refuses, the binding of the calling thread does not change. */
  private static void set(Memory mask) {
    call("sched_setaffinity", CALLING_THREAD, (long) MASK_BYTES, mask);
  }

  private static int call(String function, Object... arguments) {
    return NativeLibrary.getInstance("c").getFunction(function).invokeInt(arguments);
  }
}
