using System.Text.Json;
using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Orders;
using Perennial.Commerce.Products;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Files;
using Perennial.Kernel.Jobs;
using Perennial.Workspace.Contract;
using OrderDraft = Perennial.Commerce.Orders.OrderDraft;

namespace Perennial.Commerce.Imports;

/// <summary>What the work of imports stands on.</summary>
internal sealed record ImportParts(
    Db Db, OrderIntake Intake, ProductsAtHand Products, IShopSettings Shop, ImportFolder Folder, TimeProvider Clock)
{
    public Instant Now => Instant.FromDateTimeOffset(Clock.GetUtcNow());
}

/// <summary>What a job of an import is to do.</summary>
internal sealed record ImportJob(string Import)
{
    /// <summary>Path of the page of the import that a job is about.</summary>
    public static string? PathOf(string argument) => JsonSerializer.Deserialize(argument, ImportsJson.Api.ImportJob) is { } job
        ? "/imports/" + job.Import
        : null;
}

/// <summary>
/// Takes a file in, about a thousand orders a unit. What of the file is in, the rows that could not be used, what undoing
/// needs, and the position move together, so that a process that dies loses nothing and doubles nothing.
/// </summary>
internal sealed class ImportWork(ImportParts parts)
{
    public const string Kind = "import";
    public const string ScanKind = "import_scan";
    private const int OrdersAtOnce = 1_000;

    /// <summary>Reads a file through and writes nothing but what it found.</summary>
    public async Task ScanAsync(JobRun run, CancellationToken cancellation)
    {
        if (await OpenAsync(run, cancellation) is not { } opened)
        {
            return;
        }

        var scan = CommerceModule.OrderStreams.Scan(opened.Files, opened.Options, null, cancellation);
        var trial = new ImportTrial(scan.Texts > 1);
        try
        {
            await TryAsync(run, opened, scan, trial, cancellation);
        }
        catch (FileRefusedException e)
        {
            throw new JobFailedException(e.Problem.Code);
        }

        await parts.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("update imports set scan = @scan, version = version + 1 where id = @id",
                new { id = opened.Row.Id, scan = ScanView.Store(scan, trial) });
            await run.SaveAsync(unit, "{}", scan.Rows, scan.Rows);
            await run.CompleteAsync(unit, null);
        }, cancellation);
    }

    /// <summary>Takes the file in, from where it stands.</summary>
    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        if (await OpenAsync(run, cancellation) is not { Row.State: ImportState.Started } opened)
        {
            return;
        }

        try
        {
            await TakeInAsync(run, opened, cancellation);
        }
        catch (FileRefusedException e)
        {
            throw new JobFailedException(e.Problem.Code);
        }

        parts.Folder.Remove(opened.Row.Id);
    }

    // Everything is done as it will be, a batch at a time, and each is taken back: so the counts are those of the import.
    private async Task TryAsync(JobRun run, Opened opened, OrderScan scan, ImportTrial trial, CancellationToken cancellation)
    {
        var sameFile = await SameFileAsync(opened, cancellation);
        using var stream = CommerceModule.OrderStreams.Open(opened.Files, opened.Options, null, scan);
        while (Next(stream, opened, cancellation) is { } batch)
        {
            IReadOnlyList<ImportTrial.Tried> tried = [];
            await parts.Db.TryWriteAsync<bool>(async unit =>
            {
                tried = await TakeOrdersAsync(unit, opened, batch, sameFile);
                return OnlyTried;
            }, cancellation);
            trial.Add(tried, [.. batch.Rejects.Where(r => r.Form == RejectStore.NoRow).Select(r => r.Problem)]);
            await parts.Db.WriteAsync(unit => run.SaveAsync(unit, "{}", batch.Position.Rows, scan.Rows), cancellation);
        }
    }

    private static Refusal OnlyTried { get; } = new(RefusalKind.Conflict, "imports.only_tried");

    private Task<IReadOnlyList<Guid>> SameFileAsync(Opened opened, CancellationToken cancellation) =>
        parts.Db.ReadAsync(unit => ImportStore.OfSameFileAsync(unit, opened.Row), cancellation);

    private async Task TakeInAsync(JobRun run, Opened opened, CancellationToken cancellation)
    {
        var position = opened.Row.Position is { } known && OrderPosition.TryParse(known, out var at) ? at : null;
        var scan = CommerceModule.OrderStreams.Scan(opened.Files, opened.Options, null, cancellation);
        var sameFile = await SameFileAsync(opened, cancellation);
        using var stream = CommerceModule.OrderStreams.Open(opened.Files, opened.Options, position, scan);

        // While a batch is written the next one is read.
        var next = Task.Run(() => Next(stream, opened, cancellation), cancellation);
        try
        {
            while (await next is { } batch)
            {
                next = Task.Run(() => Next(stream, opened, cancellation), cancellation);
                await parts.Db.WriteAsync(unit => TakeAsync(unit, run, opened, batch, sameFile, scan.Rows), cancellation);
                parts.Products.Keep([.. batch.Documents.Select(d => d.Draft)]);
            }
        }
        finally
        {
            // The stream is not given back while somebody reads from it.
            await next.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await parts.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("update imports set state = 'done', ended_at = @now, version = version + 1 where id = @id",
                new { id = opened.Row.Id, now = Micros.Of(parts.Now) });
            await run.CompleteAsync(unit, null);
        }, cancellation);
    }

    /// <summary>An import at work.</summary>
    private sealed record Opened(
        ImportRow Row, ShopSettings Settings, IReadOnlyList<OrderSource> Files, OrderFileOptions Options, ImportDrafting Drafting);

    /// <summary>A batch of the file, ready to be written.</summary>
    private sealed record Prepared(
        IReadOnlyList<ImportDocument> Documents, IReadOnlyList<RejectedRow> Rejects, OrderPosition Position, Instant Now);

    private async Task<Opened?> OpenAsync(JobRun run, CancellationToken cancellation)
    {
        var job = JsonSerializer.Deserialize(run.Argument, ImportsJson.Api.ImportJob)!;
        var row = await parts.Db.ReadAsync(unit => ImportStore.FindAsync(unit, job.Import), cancellation);
        if (row is null || await parts.Shop.FindAsync(parts.Db, cancellation) is not { } settings)
        {
            return null;
        }

        var path = parts.Folder.PathOf(row.Id);
        if (!File.Exists(path) && row.State == ImportState.Started)
        {
            throw new JobFailedException("imports.file_gone");
        }

        var options = ImportOptions.Read(ImportOptions.Stored(row), settings).Value;
        return new Opened(row, settings, [new OrderSource(path, row.Name)], options,
            new ImportDrafting(settings, options.Zone, row.Id, row.Source, Convert.ToHexStringLower(row.FileHash)));
    }

    private Prepared? Next(IOrderStream stream, Opened opened, CancellationToken cancellation)
    {
        if (stream.Next(OrdersAtOnce, cancellation) is not { } batch)
        {
            return null;
        }

        var now = parts.Now;
        var documents = new List<ImportDocument>(batch.Orders.Count);
        var rejects = new List<RejectedRow>(batch.Rejects);
        foreach (var order in batch.Orders)
        {
            var (document, problem) = opened.Drafting.Read(order, Micros.Of(now));
            if (problem is not null)
            {
                rejects.Add(RejectStore.OfOrder(problem));
            }
            else
            {
                documents.Add(document!);
            }
        }

        return new Prepared(documents, rejects, batch.Position, now);
    }

    // What becomes of each document of a batch.
    private async Task<IReadOnlyList<ImportTrial.Tried>> TakeOrdersAsync(
        DbUnit unit, Opened opened, Prepared batch, IReadOnlyList<Guid> sameFile)
    {
        var import = opened.Row;
        var drafts = await LinkedReturns.PlaceAsync(unit, batch.Documents);
        var watch = new ImportWatch(import.Id, await AlreadyInAsync(unit, drafts, sameFile));
        var origin = new OrderOrigin(opened.Settings, batch.Now, "import:" + import.PublicId, import.Id);
        var taken = await parts.Intake.TakeAsync(unit, drafts, origin, static _ => true, watch);
        List<Result<OrderOutcome>> outcomes = [.. taken];

        // What cannot be read of a customer takes no order with it.
        List<int> refused = [.. Enumerable.Range(0, drafts.Count).Where(i => !taken[i].Succeeded)];
        if (refused.Count > 0)
        {
            var reduced = refused.Select(i => drafts[i] with { Customer = opened.Drafting.Reduced(drafts[i].Customer, taken[i].Refusal!) }).ToList();
            var again = await parts.Intake.TakeAsync(unit, reduced, origin, static _ => true, watch);
            for (var i = 0; i < refused.Count; i++)
            {
                outcomes[refused[i]] = again[i];
            }
        }

        return [.. drafts.Select((d, i) => new ImportTrial.Tried(d, outcomes[i].Value.Outcome))];
    }

    private async Task TakeAsync(DbUnit unit, JobRun run, Opened opened, Prepared batch, IReadOnlyList<Guid> sameFile, long total)
    {
        var import = opened.Row;
        var outcomes = await TakeOrdersAsync(unit, opened, batch, sameFile);
        int Count(string outcome) => outcomes.Count(o => o.Outcome == outcome);
        var writes = unit.Batch();
        var before = await unit.ValueAsync<long>("select rejected from imports where id = @id {{for_update}}", new { id = import.Id });
        RejectStore.Add(writes, import.Id, before, batch.Rejects);
        await writes.RunAsync();
        await unit.ExecuteAsync(CountSql, new
        {
            id = import.Id, position = batch.Position.ToString(), rows = batch.Position.Rows, rejected = batch.Rejects.Count,
            made = Count("created"), changed = Count("changed"), unchanged = Count("unchanged"),
        });
        await run.SaveAsync(unit, JsonSerializer.Serialize(batch.Position.ToString(), ImportsJson.Api.String), batch.Position.Rows, total);
    }

    private static async Task<IReadOnlySet<Guid>> AlreadyInAsync(DbUnit unit, IReadOnlyList<OrderDraft> drafts, IReadOnlyList<Guid> sameFile)
    {
        var found = new HashSet<Guid>();
        if (sameFile.Count == 0)
        {
            return found;
        }

        var orders = unit.Batch();
        var ids = orders.Lookup("select order_id from order_keys where order_key {{in_keys}}",
            [.. drafts.Select(d => d.Key).Distinct(StringComparer.Ordinal)], row => row.Id(0));
        await orders.RunAsync();
        var written = unit.Batch();
        foreach (var import in sameFile)
        {
            var rows = written.Ask("select order_id from import_undo where import_id = {{1}} and order_id = {{2}}", Pair,
                [.. ids.Select(i => (import, i))], row => row.Id(0));
            await written.RunAsync();
            found.UnionWith(rows);
        }

        return found;
    }

    private static readonly DbTable<(Guid Import, Guid Order)> Pair = new DbTable<(Guid Import, Guid Order)>("")
        .Id("", p => p.Import).Id("", p => p.Order);

    private const string CountSql = """
        update imports set position = @position, rows_read = @rows, rejected = rejected + @rejected, made = made + @made,
            changed = changed + @changed, unchanged = unchanged + @unchanged, version = version + 1
        where id = @id
        """;
}
