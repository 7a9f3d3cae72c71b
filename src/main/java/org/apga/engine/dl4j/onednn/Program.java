package org.apga.engine.dl4j.onednn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed sequence of calls of oneDNN and the memory they work in.
 *
 * <p>Calls are recorded with {@link #call}; {@link #freeze} then places all regions and binds the
 * calls to them. What an {@link Operand} without a region points at (parameters, gradients) belongs
 * to somebody else. The program owns its native objects until closed.
 */
final class Program implements AutoCloseable {
  /** What runs together. */
  enum Section {
    /** From the parameters alone; runs when they changed. Its results are kept apart. */
    PREPARE,
    FORWARD,
    BACKWARD
  }

  /**
   * Memory that a call reads or writes.
   *
   * @param region that it lies in; null if {@code address} is not the program's
   * @param offset bytes from the start of the region, or the address
   */
  record Operand(memory.desc description, @Nullable Region region, long offset) {}

  /** A pointer to memory that somebody else owns. */
  static final class Address extends Pointer {
    Address(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }

  private sealed interface Recorded {}

  private record Call(String what, primitive primitive, Map<Integer, Operand> operands)
      implements Recorded {}

  /** Java code between primitives, and the regions it looks into. */
  private record HostCall(Runnable code, List<Region> regions) implements Recorded {}

  private record Bound(@Nullable primitive primitive, IntMemoryMap arguments, Runnable code) {}

  private record Placed(memory memory, Region region, long offset) {}

  private static final Runnable NOTHING = () -> {};

  private final engine engine;
  private final stream stream;
  private final Arena arena;
  private final Deque<Pointer> owned = new ArrayDeque<>();
  private final List<List<Recorded>> calls = new ArrayList<>();
  private final List<List<Bound>> bound = new ArrayList<>();
  private final Set<Region> shared = new LinkedHashSet<>();
  private final Set<Region> kept = new LinkedHashSet<>();
  private final List<Region> pinned = new ArrayList<>();
  private final List<Placed> inArena = new ArrayList<>();
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
      bound.add(new ArrayList<>());
    }
    this.plainAttributes = attributes();
  }

  engine engine() {
    return engine;
  }

  /** Frees {@code pointer} with the program. */
  <T extends Pointer> T own(T pointer) {
    owned.push(pointer);
    return pointer;
  }

  /** Attributes for a primitive whose working memory is the program's; more may be added. */
  primitive_attr attributes() {
    primitive_attr attributes = own(new primitive_attr());
    attributes.set_scratchpad_mode(dnnl.dnnl_scratchpad_mode_user);
    return attributes;
  }

  /** Attributes without post operations. */
  primitive_attr plainAttributes() {
    return plainAttributes;
  }

  /** Memory for results that are needed within one run only. */
  Region region(long bytes) {
    Region region = new Region(bytes);
    shared.add(region);
    return region;
  }

  /** Memory that is written in {@link Section#PREPARE} and stays until the next time. */
  Region keptRegion(long bytes) {
    Region region = new Region(bytes);
    kept.add(region);
    return region;
  }

  /** Memory that code outside the program reads or writes before, between and after sections. */
  Region pinnedRegion(long bytes) {
    Region region = region(bytes);
    pinned.add(region);
    return region;
  }

  /** An operand in memory of its own, for a result that is needed within one run only. */
  Operand operand(memory.desc description) {
    return new Operand(description, region(description.get_size()), 0);
  }

  /** Records a call of a primitive; {@code operands} by oneDNN's argument number. */
  void call(
      Section section,
      String what,
      primitive_desc_base description,
      Map<Integer, Operand> operands) {
    Map<Integer, Operand> all = new LinkedHashMap<>(operands);
    memory.desc scratchpad = own(description.scratchpad_desc());
    if (scratchpad.get_size() > 0) {
      all.put(dnnl.DNNL_ARG_SCRATCHPAD, operand(scratchpad));
    }
    primitive primitive = own(new primitive(description.get()));
    all.values().forEach(o -> own(o.description()));
    calls.get(section.ordinal()).add(new Call(what, primitive, all));
  }

  /** Records a copy between two descriptions of the same elements. */
  void reorder(Section section, String what, Operand from, Operand to) {
    reorder.primitive_desc description =
        own(
            new reorder.primitive_desc(
                engine, from.description(), engine, to.description(), plainAttributes, false));
    call(section, what, description, Map.of(dnnl.DNNL_ARG_FROM, from, dnnl.DNNL_ARG_TO, to));
  }

  /** Records Java code that works on {@code regions}. */
  void host(Section section, Collection<Region> regions, Runnable code) {
    calls.get(section.ordinal()).add(new HostCall(code, List.copyOf(regions)));
  }

  /** Ends recording. */
  void freeze() {
    int number = 1;
    for (Section section : Section.values()) {
      for (Recorded recorded : calls.get(section.ordinal())) {
        int at = number++;
        if (recorded instanceof Call call) {
          call.operands().values().stream()
              .map(Operand::region)
              .forEach(region -> touch(region, at));
        } else if (recorded instanceof HostCall host) {
          host.regions().forEach(region -> region.touch(at));
        }
      }
    }
    for (Region region : pinned) {
      region.touch(0);
      region.touch(number);
    }
    kept.forEach(region -> region.touch(0));
    int end = number;
    kept.forEach(region -> region.touch(end));
    shared.removeIf(region -> !region.used());
    arenaBytes = Region.placeAll(shared);
    long keptBytes = Region.placeAll(kept);
    if (keptBytes > 0) {
      keptMemory = own(new BytePointer(keptBytes + Region.ALIGNMENT));
    }
    for (Section section : Section.values()) {
      for (Recorded recorded : calls.get(section.ordinal())) {
        bound.get(section.ordinal()).add(bind(recorded));
      }
      calls.get(section.ordinal()).clear();
    }
  }

  private static void touch(@Nullable Region region, int call) {
    if (region != null) {
      region.touch(call);
    }
  }

  private Bound bind(Recorded recorded) {
    if (recorded instanceof Call call) {
      IntMemoryMap arguments = own(new IntMemoryMap());
      call.operands().forEach((argument, operand) -> arguments.put(argument, own(memory(operand))));
      return new Bound(call.primitive(), arguments, NOTHING);
    }
    return new Bound(null, own(new IntMemoryMap()), ((HostCall) recorded).code());
  }

  private memory memory(Operand operand) {
    Region region = operand.region();
    boolean fixed = region == null || kept.contains(region);
    memory memory =
        new memory(
            operand.description(), engine, fixed ? new Address(address(operand)) : new Address(0));
    if (!fixed && region != null) {
      inArena.add(new Placed(memory, region, operand.offset()));
    }
    return memory;
  }

  private long address(Operand operand) {
    Region region = operand.region();
    return region == null ? operand.offset() : address(region) + operand.offset();
  }

  /** Where a region lies; moves when the arena grows. */
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

  /** Takes the arena for this program; what other programs left in it is lost. */
  void enter() {
    long address = arena.claim(this, arenaBytes);
    if (address != base) {
      base = address;
      for (Placed placed : inArena) {
        placed
            .memory()
            .set_data_handle(new Address(base + placed.region().offset() + placed.offset()));
      }
    }
  }

  /** Whether what the last section left is still there. */
  boolean inside() {
    return arena.isTenant(this);
  }

  void run(Section section) {
    for (Bound call : bound.get(section.ordinal())) {
      primitive primitive = call.primitive();
      if (primitive == null) {
        call.code().run();
      } else {
        primitive.execute(stream, call.arguments());
      }
    }
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}
