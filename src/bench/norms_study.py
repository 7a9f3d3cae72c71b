"""The tables of docs/norms-study.md.

  python norms_study.py collect ROOT DIFFICULTY >> trials.csv    a line a trial of a results root
  python norms_study.py tables trials.csv 0.3 0.5                what the page shows, in Markdown: of these difficulties, `0.5 first` among them

Needs duckdb and scipy. Student's intervals over seeds, two-sided flips of signs, Holm as the page of a run has them.
"""
import csv
import itertools
import sys
from statistics import mean, stdev

from scipy.stats import t

FIELDS = ['difficulty', 'part', 'arm', 'level', 'seed', 'accuracy', 'auroc', 'selection', 'tta', 'iou', 'hit', 'chance', 'cam_hit', 'best_epoch', 'seconds']
COLUMNS = ['part', 'arm', 'variant', 'seed', 'accuracy', 'auroc', 'selection_accuracy', 'tta_accuracy', 'mask_iou', 'mask_hit', 'mask_chance',
           'cam_hit', 'best_epoch', 'seconds']
CONTROL = {'cutout': 'continue', 'gradcam': 'continue', 'apga': 'continue', 'end2end': 'continue3'}


def collect(root, difficulty):
    import duckdb
    # A trial that several runs hold has the level of the first; one choice at a time starts from gathered statistics and does not say so.
    rows = duckdb.sql(f"""
        select evaluation_norms, {', '.join(COLUMNS)}
        from (select *, row_number() over (partition by trial order by run) as nth from read_parquet('{root}/tables/trials/*/*.parquet', hive_partitioning = true)
              where status = 'completed') where nth = 1""").fetchall()
    out = csv.writer(sys.stdout)
    for norms, *row in sorted(rows, key=lambda row: str(row[1:])):
        part, arm, level, seed, *figures = row
        level = level or 'shared'
        if norms == 'gathered' and not level.endswith('gathered'):
            level += '-gathered'
        out.writerow([difficulty, part, arm, level, seed, *('' if f is None else f if isinstance(f, int) else f'{f:.4f}' for f in figures)])


def read(path):
    trials = []
    with open(path) as lines:
        for row in csv.reader(lines):
            trial = dict(zip(FIELDS, row))
            for name in FIELDS[4:]:
                trial[name] = float(trial[name]) if trial[name] else None
            trials.append(trial)
    return trials


def evaluation(level):
    return 'gathered' if level.endswith('gathered') else 'running'


def figures(trials, **where):
    """A figure a seed, of the only cell that fits."""
    name = where.pop('figure', 'accuracy')
    return {trial['seed']: trial[name] for trial in trials if all(trial[k] == v for k, v in where.items())}


def paired(left, right):
    seeds = sorted(left.keys() & right.keys())
    return [left[s] - right[s] for s in seeds]


def flips(deltas):
    """Two-sided p of the mean under flips of signs, all of them."""
    observed = abs(sum(deltas)) - 1e-12
    signs = itertools.product((1, -1), repeat=len(deltas))
    return mean(abs(sum(s * d for s, d in zip(one, deltas))) >= observed for one in signs)


def interval(deltas):
    half = t.ppf(.975, len(deltas) - 1) * stdev(deltas) / len(deltas) ** .5
    return mean(deltas) - half, mean(deltas) + half


def holm(ps):
    order = sorted(range(len(ps)), key=ps.__getitem__)
    adjusted, most = [0.0] * len(ps), 0
    for rank, i in enumerate(order):
        most = max(most, min(1, ps[i] * (len(ps) - rank)))
        adjusted[i] = most
    return adjusted


def decided(deltas):
    """Points and p of each place, Holm over the places that have trials."""
    ps = iter(holm([flips(d) for d in deltas if d]))
    return [f'{points(d)}, {next(ps):.3f}' if d else 'not trained' for d in deltas]


def points(deltas):
    low, high = interval(deltas)
    return f'{100 * mean(deltas):+.1f} ({100 * low:+.1f} .. {100 * high:+.1f})'


def cells(trials):
    return sorted({(trial['difficulty'], trial['part']) for trial in trials})


def against_control(trials, arm, level, cell):
    difficulty, part = cell
    control = {trial['level'] for trial in trials if trial['arm'] == CONTROL[arm] and evaluation(trial['level']) == evaluation(level)}.pop()
    place = {'difficulty': difficulty, 'part': part}
    return paired(figures(trials, arm=arm, level=level, **place), figures(trials, arm=CONTROL[arm], level=control, **place))


def levels(trials, arm):
    return sorted({trial['level'] for trial in trials if trial['arm'] == arm}, key=lambda level: (evaluation(level), level))


def table(head, rows):
    print('| ' + ' | '.join(head) + ' |\n|' + '---|' * len(head))
    for row in rows:
        print('| ' + ' | '.join(row) + ' |')
    print()


def tables(path, *difficulties):
    trials = [trial for trial in read(path) if trial['difficulty'] in difficulties]
    places = cells(trials)
    titles = [f'{part} {difficulty}' for difficulty, part in places]
    for arm in ('baseline', 'continue', 'continue3', *CONTROL):
        rows = []
        for level in levels(trials, arm):
            shown = []
            for difficulty, part in places:
                values = list(figures(trials, arm=arm, level=level, difficulty=difficulty, part=part).values())
                shown.append(f'{100 * mean(values):.1f} ± {100 * stdev(values):.1f}' if values else 'not trained')
            selection = [trial['selection'] for trial in trials if trial['arm'] == arm and trial['level'] == level]
            seconds = [trial['seconds'] for trial in trials if trial['arm'] == arm and trial['level'] == level]
            rows.append([level, *shown, f'{100 * mean(selection):.2f}', f'{mean(seconds):.0f}'])
        print(f'{arm}: test accuracy %, mean ± sd over seeds; mean selection accuracy; mean seconds\n')
        table(['level', *titles, 'selection', 'seconds'], rows)
    for arm in CONTROL:
        rows = []
        for level in levels(trials, arm):
            deltas = [against_control(trials, arm, level, cell) for cell in places]
            rows.append([level, *decided(deltas)])
        print(f'{arm} less {CONTROL[arm]} of the same evaluation, points; p after Holm over the places that are trained\n')
        table(['level', *titles], rows)
    for arm in ('end2end', 'apga'):
        rows = []
        for level, difficulty in itertools.product(levels(trials, arm), difficulties):
            of = [trial for trial in trials if trial['arm'] == arm and trial['level'] == level and trial['difficulty'] == difficulty]
            if of:
                shown = [mean(trial[name] for trial in of if trial[name] is not None) for name in ('iou', 'hit', 'chance', 'cam_hit')]
                rows.append([level, difficulty, f'{shown[0]:.3f}', *(f'{100 * value:.0f} %' for value in shown[1:])])
        print(f'{arm}: does the mask find the lesion?\n')
        table(['level', 'difficulty', 'IoU', 'highest pixel hits', 'chance', "Grad-CAM's hits"], rows)
    rows = []
    for arm in ('baseline', 'continue', 'continue3'):
        level = {evaluation(name): name for name in levels(trials, arm)}
        deltas = [paired(*(figures(trials, arm=arm, level=level[norms], difficulty=difficulty, part=part) for norms in ('gathered', 'running')))
                  for difficulty, part in places]
        rows.append([arm, *(points(d) if d else 'not trained' for d in deltas)])
    print('gathered less running of arms without masks, points\n')
    table(['arm', *titles], rows)

    def selection(level):
        return mean(x['selection'] for x in trials if x['arm'] == 'apga' and x['level'] == level)
    factors = [level for level in levels(trials, 'apga') if level.split('-')[0] in ('reward', 'fill', 'bernoulli')]
    best = max((level for level in levels(trials, 'apga') if level not in factors), key=selection)
    print(f'Best of the eight levels of apga on the selection split: {best}, {100 * selection(best):.2f} %')
    if any(not against_control(trials, 'apga', level, cell) for level in factors for cell in places):
        return
    # The last comparison: the best of that level and of one choice at a time, Holm over its places and the primary question's.
    last = max(['shared-gathered', *factors], key=selection)
    ps = holm([flips(against_control(trials, 'apga', level, cell)) for level in ('shared-gathered', last) for cell in places])
    print(f'{last} is the best choice; p after Holm over it and shared-gathered: '
          + ', '.join(f'{title} {p:.3f}' for title, p in zip(titles, ps[len(places):])))


if __name__ == '__main__':
    {'collect': collect, 'tables': tables}[sys.argv[1]](*sys.argv[2:])
