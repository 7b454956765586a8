using System.Text.Json;
using Perennial.Commerce.Contract;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Imports;

/// <summary>
/// Takes a person out of what imports keep: rows that could not be used and stand by nobody's id, first rows that a preview
/// shows, and orders as they were before. Files that wait to be taken in are their owner's, and are not looked into.
/// </summary>
internal static class ImportErasure
{
    public static async Task EraseAsync(DbUnit unit, ErasedPerson person)
    {
        var traces = new PersonTraces(person);
        await EraseRejectsAsync(unit, traces);
        await EraseImportsAsync(unit, traces);
        await EraseUndoAsync(unit, person.Customers.ToHashSet());
    }

    /// <summary>A preview without what stands in its rows: how a file was read, and what was wrong.</summary>
    public static string Bare(string preview)
    {
        if (preview.Length <= 2)
        {
            return preview;
        }

        var read = PreviewJson.Read(preview);
        return PreviewJson.Write(new OrderPreview([.. read.Texts.Select(t => t with { Rows = [] })],
            [.. read.Warnings.Select(w => w with { First = w.First with { Value = null, Detail = null } })]));
    }

    private static async Task EraseRejectsAsync(DbUnit unit, PersonTraces traces)
    {
        var found = new List<RejectPlace>();
        await unit.ScanAsync("select import_id, form, number, content, value from import_rejects", row =>
        {
            if (traces.AreIn(row.Text(3)) || traces.AreIn(row.TextOrNull(4)))
            {
                found.Add(new RejectPlace(row.Id(0), row.Long(1), row.Long(2)));
            }
        });
        var writes = unit.Batch();
        writes.Each("delete from import_rejects where import_id = {{1}} and form = {{2}} and number = {{3}}", RejectPlace.Values, found);
        await writes.RunAsync();
    }

    private static async Task EraseImportsAsync(DbUnit unit, PersonTraces traces)
    {
        var imports = await unit.QueryAsync<Shown>("select id as Id, name as Name, preview as Preview from imports order by id");
        foreach (var import in imports)
        {
            var (isNamed, isShown) = (traces.AreIn(import.Name), traces.AreIn(import.Preview));
            if (isNamed || isShown)
            {
                await unit.ExecuteAsync("update imports set name = @name, preview = @preview, version = version + 1 where id = @id", new
                {
                    id = import.Id, name = isNamed ? ImportStore.PublicIdOf(import.Id) : import.Name,
                    preview = isNamed ? Renamed(import) : Bare(import.Preview),
                });
            }

            if (isNamed)
            {
                await unit.ExecuteAsync("update import_rejects set file = @name where import_id = @id",
                    new { id = import.Id, name = ImportStore.PublicIdOf(import.Id) });
            }
        }    }

    // The file's name stands in its preview too.
    private static string Renamed(Shown import)
    {
        var (read, name) = (PreviewJson.Read(Bare(import.Preview)), ImportStore.PublicIdOf(import.Id));
        return PreviewJson.Write(new OrderPreview([.. read.Texts.Select(t => t with { Understood = t.Understood with { File = name } })],
            [.. read.Warnings.Select(w => w with { First = w.First with { File = name } })]));
    }

    // What an import changed can still be put back, without what says whose it was.
    private static async Task EraseUndoAsync(DbUnit unit, HashSet<Guid> customers)
    {
        var looks = unit.Batch();
        var orders = looks.Lookup("select id from orders where customer_id {{in_keys}}", customers, row => row.Id(0));
        await looks.RunAsync();
        var kept = unit.Batch();
        var rows = kept.Lookup("select order_id, import_id, before from import_undo where order_id {{in_keys}}", orders,
            row => new UndoPlace(row.Id(1), row.Id(0), row.TextOrNull(2)));
        await kept.RunAsync();
        var writes = unit.Batch();
        writes.Each("update import_undo set before = {{3}}, waited = null where import_id = {{1}} and order_id = {{2}}", UndoPlace.All,
            [.. rows.Select(r => r with { Before = r.Before is null ? null : Cleaned(r.Before) })]);
        await writes.RunAsync();
    }

    private static string Cleaned(string before)
    {
        var order = JsonSerializer.Deserialize(before, ImportsJson.Kept.StoredOrder)!;
        return JsonSerializer.Serialize(new StoredOrder(
            order.Order with { StatusReason = null }, [.. order.Lines.Select(l => l with { Name = null })],
            [.. order.Returns.Select(r => r with { Reason = null, Note = null })], order.Shipments), ImportsJson.Kept.StoredOrder);
    }

    private readonly record struct RejectPlace(Guid Import, long Form, long Number)
    {
        public static DbTable<RejectPlace> Values { get; } =
            new DbTable<RejectPlace>("").Id("", r => r.Import).Long("", r => r.Form).Long("", r => r.Number);
    }

    private readonly record struct UndoPlace(Guid Import, Guid Order, string? Before)
    {
        public static DbTable<UndoPlace> All { get; } =
            new DbTable<UndoPlace>("").Id("", u => u.Import).Id("", u => u.Order).Text("", u => u.Before);
    }

    private sealed class Shown
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string Preview { get; set; } = "";
    }
}
