package org.apga.engine.dl4j.onednn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apga.engine.dl4j.cores.CoreBinding;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed sequence of calls of oneDNN, and their memory.
 *
 * <p>Calls are recorded with {@link #call}; {@link #freeze} then places all regions and binds the
 * calls to them. The program does not own the memory of an {@link Operand} without a region
 * (parameters, gradients). It owns its native objects until it is closed.
 */
final class Program implements AutoCloseable {
  /** Calls that run together. */
  enum Section {
    /** Depends on the parameters alone; runs when they changed. Its results are kept separately. */
    PREPARE,
    FORWARD,
    BACKWARD
  }

  /**
   * Memory that a call reads or writes.
   *
   * @param region that contains it; null if {@code address} is not the program's
   * @param offset bytes from the start of the region, or the address
   */
  record Operand(memory.desc description, @Nullable Region region, long offset) {}

  /** A pointer to memory with another owner. */
  static final class Address extends Pointer {
    Address(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }

  /**
   * A primitive or Java code: the regions that it uses, and the code to run once they are placed.
   */
  private record Call(Collection<Region> regions, Supplier<Runnable> bind) {}

  private final engine engine;
  private final stream stream;
  private final Arena arena;
  private final Deque<Pointer> owned = new ArrayDeque<>();
  private final List<List<Call>> calls = new ArrayList<>();
  private final List<List<Runnable>> bound = new ArrayList<>();
  private final Set<Region> shared = new LinkedHashSet<>();
  private final Set<Region> kept = new LinkedHashSet<>();
  private final List<Region> lasting = new ArrayList<>();
  private final List<Runnable> moves = new ArrayList<>();
  private final primitive_attr plainAttributes;
  private @Nullable BytePointer keptMemory;
  private long arenaBytes;
  private long base;

  Program(engine engine, Arena arena) {
    this.engine = engine;
    this.arena = arena;
    this.stream = own(new stream(engine));
    for (int section = 0; section < Section.values().length; section++) {
      calls.add(new ArrayList<>());
    }
    this.plainAttributes = attributes();
  }

  /** Frees {@code pointer} with the program. */
  <T extends Pointer> T own(T pointer) {
    owned.push(pointer);
    return pointer;
  }

  /** Attributes for a primitive whose scratchpad belongs to the program; more may be added. */
  primitive_attr attributes() {
    primitive_attr attributes = own(new primitive_attr());
    attributes.set_scratchpad_mode(dnnl.dnnl_scratchpad_mode_user);
    return attributes;
  }

  /**
   * A primitive for an operation, without post operations.
   *
   * @param operation one of oneDNN's {@code desc}; freed with the program
   * @param forward the forward primitive of a backward one; null for a forward one
   */
  primitive_desc describe(Pointer operation, @Nullable primitive_desc forward) {
    return describe(operation, plainAttributes, forward);
  }

  /**
   * The same with attributes.
   *
   * @throws RuntimeException if oneDNN has no implementation
   */
  primitive_desc describe(
      Pointer operation, primitive_attr attributes, @Nullable primitive_desc forward) {
    // Each class desc only wraps a C structure.
    const_dnnl_op_desc_t structure = new const_dnnl_op_desc_t(own(operation));
    dnnl_primitive_desc hint = forward == null ? null : forward.get();
    return own(new primitive_desc(structure, attributes, engine, hint));
  }

  /** Memory for results that are needed within one run only. */
  Region region(long bytes) {
    Region region = new Region(bytes);
    shared.add(region);
    return region;
  }

  /** Memory that is written in {@link Section#PREPARE} and kept until that section runs again. */
  Region keptRegion(long bytes) {
    Region region = new Region(bytes);
    kept.add(region);
    lasting.add(region);
    return region;
  }

  /** Memory that code outside the program reads or writes before, between and after sections. */
  Region pinnedRegion(long bytes) {
    Region region = region(bytes);
    lasting.add(region);
    return region;
  }

  /** An operand in memory of its own, for a result that is needed within one run only. */
  Operand operand(memory.desc description) {
    return new Operand(description, region(description.get_size()), 0);
  }

  /** Records a call of a primitive; {@code operands} by oneDNN's argument number. */
  void call(Section section, primitive_desc_base description, Map<Integer, Operand> operands) {
    Map<Integer, Operand> all = new LinkedHashMap<>(operands);
    memory.desc scratchpad = own(description.scratchpad_desc());
    if (scratchpad.get_size() > 0) {
      all.put(dnnl.DNNL_ARG_SCRATCHPAD, operand(scratchpad));
    }
    primitive primitive = own(new primitive(description.get()));
    all.values().forEach(o -> own(o.description()));
    List<Region> regions =
        all.values().stream().map(Operand::region).filter(Objects::nonNull).toList();
    calls.get(section.ordinal()).add(new Call(regions, () -> bound(primitive, all)));
  }

  /** Records a copy between two descriptions of the same elements. */
  void reorder(Section section, Operand from, Operand to) {
    reorder.primitive_desc description =
        own(
            new reorder.primitive_desc(
                engine, from.description(), engine, to.description(), plainAttributes, false));
    call(section, description, Map.of(dnnl.DNNL_ARG_FROM, from, dnnl.DNNL_ARG_TO, to));
  }

  /** Records Java code that works on {@code regions}. */
  void host(Section section, Collection<Region> regions, Runnable code) {
    calls.get(section.ordinal()).add(new Call(List.copyOf(regions), () -> code));
  }

  /** Ends recording. */
  void freeze() {
    int end = 1;
    for (List<Call> section : calls) {
      for (Call call : section) {
        int at = end++;
        call.regions().forEach(region -> region.touch(at));
      }
    }
    for (Region region : lasting) {
      region.touch(0);
      region.touch(end);
    }
    shared.removeIf(region -> !region.used());
    arenaBytes = Region.placeAll(shared);
    long keptBytes = Region.placeAll(kept);
    if (keptBytes > 0) {
      keptMemory = own(new BytePointer(keptBytes + Region.ALIGNMENT));
    }
    for (List<Call> section : calls) {
      bound.add(section.stream().map(call -> call.bind().get()).toList());
      section.clear();
    }
  }

  private Runnable bound(primitive primitive, Map<Integer, Operand> operands) {
    IntMemoryMap arguments = own(new IntMemoryMap());
    operands.forEach((argument, operand) -> arguments.put(argument, own(memory(operand))));
    return () -> primitive.execute(stream, arguments);
  }

  private memory memory(Operand operand) {
    boolean moving = operand.region() != null && !kept.contains(operand.region());
    Address now = new Address(moving ? 0 : address(operand));
    memory memory = new memory(operand.description(), engine, now);
    if (moving) {
      moves.add(() -> memory.set_data_handle(new Address(address(operand))));
    }
    return memory;
  }

  private long address(Operand operand) {
    Region region = operand.region();
    return region == null ? operand.offset() : address(region) + operand.offset();
  }

  /** The address of a region; changes when the arena grows. */
  private long address(Region region) {
    if (kept.contains(region)) {
      long start = keptMemory == null ? 0 : keptMemory.address();
      return (start + Region.ALIGNMENT - 1) / Region.ALIGNMENT * Region.ALIGNMENT + region.offset();
    }
    return base + region.offset();
  }

  /** The floats of a region, for Java code in a call or between sections. */
  FloatPointer floats(Region region) {
    FloatPointer floats = new FloatPointer(new Address(address(region)));
    return floats.capacity(region.bytes() / Float.BYTES);
  }

  /** Claims the arena for this program; the contents that other programs left in it are lost. */
  void enter() {
    long address = arena.claim(this, arenaBytes);
    if (address != base) {
      base = address;
      moves.forEach(Runnable::run);
    }
  }

  /** Whether the results of the last section are still there. */
  boolean inside() {
    return arena.isTenant(this);
  }

  void run(Section section) {
    try (CoreBinding.Computing here = CoreBinding.computing()) {
      bound.get(section.ordinal()).forEach(Runnable::run);
    }
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}
