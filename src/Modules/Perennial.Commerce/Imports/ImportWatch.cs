using System.Text.Json;
using Perennial.Commerce.Orders;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.Imports;

/// <summary>An order as it was before an import changed it.</summary>
internal sealed record StoredOrder(
    OrderRow Order, IReadOnlyList<OrderLineRow> Lines, IReadOnlyList<OrderReturnRow> Returns, IReadOnlyList<ShipmentRow> Shipments)
{
    public static StoredOrder Of(OrderState state, long changedAt) =>
        new(OrderRow.Of(state, changedAt), state.Content!.Lines, [.. state.Returns.Values], [.. state.Shipments.Values]);
}

/// <summary>News that waited for an order and were taken in with it.</summary>
internal sealed record WaitedNews(string EventKey, string Body);

/// <summary>What undoing goes by.</summary>
internal sealed record UndoRow(Guid Import, Guid Order, string Key, int Version, string? Before, string? Waited);

/// <summary>
/// Fits what a file says to what is known: a later file's version holds, equal ones change nothing, mended lines join. Keeps
/// what was there before, for the day it is undone. One for each run of a unit.
/// </summary>
/// <param name="import">The import.</param>
/// <param name="alreadyIn">Orders that an earlier import of the very same file wrote; they stay as they are.</param>
internal sealed class ImportWatch(Guid import, IReadOnlySet<Guid> alreadyIn) : IIntakeWatch
{
    private readonly Dictionary<Guid, StoredOrder> before = [];
    private readonly Dictionary<string, string> waited = new(StringComparer.Ordinal);

    public OrderDraft Fit(OrderDraft draft, OrderIntake.Known known)
    {
        if (known.State is not { Content: { } there } state)
        {
            if (known.Earlier.Count > 0)
            {
                waited[draft.Key] = JsonSerializer.Serialize([.. known.Earlier.Select(e => new WaitedNews(e.Event!.Value.Key, e.Event.Value.Body))],
                    ImportsJson.Kept.IReadOnlyListWaitedNews);
            }

            return draft;
        }

        if (state.StoredUnder is not null && !state.IsChanged)
        {
            before.TryAdd(state.Id, StoredOrder.Of(state, 0));
        }

        if (alreadyIn.Contains(state.Id))
        {
            return draft with { Content = draft.Content is null ? null : there, Status = null, Returns = [] };
        }

        var content = draft.Content is null || draft.Content.Tie == there.Tie ? draft.Content
            : draft.JoinsLines ? Joined(there, draft.Content) : draft.Content with { At = Math.Max(draft.Content.At, there.At + 1) };
        return draft with { Content = content, Returns = Returns(draft, state, new Currency(there.Currency)) };
    }

    public void Add(DbBatch writes, IReadOnlyList<OrderState> changed) => writes.Insert(Undo, [.. changed.Select(s =>
    {
        var key = OrderDraft.KeyOf(s.Source, s.Number);
        return new UndoRow(import, s.Id, key, s.Version,
            before.TryGetValue(s.Id, out var was) ? JsonSerializer.Serialize(was, ImportsJson.Kept.StoredOrder) : null,
            s.StoredUnder is null ? waited.GetValueOrDefault(key) : null);
    }).OrderBy(u => u.Order)]);

    // The sum of all lines, rounded once; what the order says of itself stays.
    private static OrderContent Joined(OrderContent there, OrderContent mended)
    {
        var lines = there.Lines.Concat(mended.Lines).ToList();
        var sum = lines.Sum(l => (decimal)l.Value) / ExactDecimal.MicroPerOne;
        var joined = there with
        {
            At = Math.Max(mended.At, there.At + 1), IsStamped = false, Lines = lines, Units = there.Units + mended.Units,
            Goods = Rounding.Whole(sum * new Currency(there.Currency).MinorPerUnit) - there.Discount,
            PlacedAt = there.Lines.Count == 0 && mended.Lines.Count > 0 ? mended.PlacedAt : there.PlacedAt,
        };
        return joined with { Tie = OrderDrafting.TieOf(joined) };
    }

    // An equal return keeps its stamp; one that a later version of the document does not have any more never happened.
    private static List<(OrderReturnRow Row, decimal Value)> Returns(OrderDraft draft, OrderState state, Currency currency)
    {
        var rows = new List<(OrderReturnRow Row, decimal Value)>();
        foreach (var (row, value) in draft.Returns)
        {
            var isSame = state.Returns.TryGetValue(row.Key, out var known) && known with { Stamp = 0 } ==
                (row with { Stamp = 0, Value = Rounding.Whole(value * currency.MinorPerUnit) });
            rows.Add((isSame ? row with { Stamp = known!.Stamp } : known is null ? row : row with { Stamp = Math.Max(row.Stamp, known.Stamp + 1) }, value));
        }

        if (draft.Content is { } content && !draft.JoinsLines)
        {
            rows.AddRange(state.Returns.Values.Where(r => !r.Withdrawn && ImportDrafting.IsReturnOf(r.Key, draft.Number) &&
                !draft.Returns.Any(d => d.Row.Key == r.Key))
                .Select(r => (r with { Stamp = Math.Max(content.At, r.Stamp + 1), Withdrawn = true }, (decimal)r.Value / currency.MinorPerUnit)));
        }

        return rows;
    }

    private static readonly DbTable<UndoRow> Undo = new DbTable<UndoRow>("import_undo")
        .Id("import_id", u => u.Import).Id("order_id", u => u.Order).Text("order_key", u => u.Key).Int("version", u => u.Version)
        .Text("before", u => u.Before).Text("waited", u => u.Waited).Bool("kept", _ => false)
        .OnConflict("(import_id, order_id) do update set version = excluded.version");
}
