using System.Text.Json;
using System.Text.Json.Serialization;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Orders;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;

namespace Perennial.Commerce.Imports;

/// <summary>An import as it goes out.</summary>
internal sealed record ImportView(string Id, string Name, string State, long Bytes, string Hash, string Source, ImportOptionsBody Options,
    ImportJobView? Job, ImportCounts Counts, string CreatedAt, string? EndedAt, int Version, JsonElement? Preview, JsonElement? Scan);

/// <summary>The job at it.</summary>
internal sealed record ImportJobView(string Id, string Kind, string State, long Done, long? Total, string? Error);

/// <summary>What became of it: rows read and of no use, documents by what they did, orders put back and left when undone.</summary>
internal sealed record ImportCounts(long Rows, long Rejected, long Created, long Changed, long Unchanged, long PutBack, long Kept);

internal sealed record ImportsView(IReadOnlyList<ImportView> Items, string? Next);

/// <summary>Orders that undoing left, since they were changed again.</summary>
internal sealed record KeptOrdersView(IReadOnlyList<KeptOrderView> Items, string? Next);

internal sealed record KeptOrderView(string Id, string Source, string Number);

/// <summary>What a trial run found, as it goes out.</summary>
internal sealed record ScanView(long Rows, long Rejected, long Orders, string? FirstDay, string? LastDay, IReadOnlyList<RowSum> Sums,
    IReadOnlyList<ScanWarning> Warnings)
{
    /// <summary>Orders that would be new, other than they are, or as they are.</summary>
    public long Created { get; init; }

    public long Changed { get; init; }

    public long Unchanged { get; init; }

    /// <summary>Customers whom the file names.</summary>
    public long Customers { get; init; }

    public static string Store(OrderScan scan, ImportTrial trial) => JsonSerializer.Serialize(new ScanView(scan.Rows,
        scan.Rejected + trial.Refused.Sum(w => w.Count), scan.Orders,
        scan.FirstDay?.ToString("uuuu-MM-dd", null), scan.LastDay?.ToString("uuuu-MM-dd", null), scan.Sums,
        [.. scan.Outcomes.SelectMany(o => o.Warnings).Concat(trial.Refused).GroupBy(w => (w.Kind, w.First.Code)).Select(g => new ScanWarning(
            KindOf(g.Key.Kind), g.Key.Code, g.First().First.File, g.First().First.Line, g.First().First.Column, g.Sum(w => w.Count)))])
        {
            Created = trial.Created, Changed = trial.Changed, Unchanged = trial.Unchanged, Customers = trial.Customers,
        }, ImportsJson.Api.ScanView);

    public static string KindOf(WarningKind kind) => kind switch
    {
        WarningKind.Understood => "understood", WarningKind.Rejected => "rejected", WarningKind.Unusable => "unusable", _ => "unreadable",
    };
}

/// <summary>Problems of a kind.</summary>
internal sealed record ScanWarning(string Kind, string Code, string File, long Line, string? Column, long Count);

/// <summary>Makes what goes out of a row.</summary>
internal static class ImportViews
{
    public static async Task<ImportView> OfAsync(DbUnit unit, ImportRow row, bool whole)
    {
        var job = row.JobId is { } id && (await JobList.FindAsync(unit, id)).TryGet(out var found, out _) ? found.Job : null;
        return new ImportView(row.PublicId, row.Name, row.State, row.Bytes, Convert.ToHexStringLower(row.FileHash), row.Source,
            ImportOptions.Stored(row),
            job is null ? null : new ImportJobView(PublicId.Write("job", job.Id), job.Kind, JobStateCode.Of(job.State), job.Progress.Done,
                job.Progress.Total, job.Error),
            new ImportCounts(row.RowsRead, row.Rejected, row.Made, row.Changed, row.Unchanged, row.PutBack, row.Kept),
            Time(row.CreatedAt), row.EndedAt is { } ended ? Time(ended) : null, row.Version,
            whole ? Parsed(row.Preview) : null, whole && row.Scan is not null ? Parsed(row.Scan) : null);
    }

    /// <summary>An answer with an import.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="row">The import.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="whole">False for what is kept of an answer, which holds nothing of what its owner wrote.</param>
    public static async Task<Answer> AnswerAsync(DbUnit unit, ImportRow row, int status, bool whole = true)
    {
        var view = await OfAsync(unit, row, whole);
        return Answer.Of(whole ? view : view with { Name = row.PublicId }, ImportsJson.Api.ImportView, status) with { ETag = $"{row.Version}" };
    }

    private static string Time(long micros) => NodaTime.Text.InstantPattern.General.Format(Micros.ToInstant(micros));

    private static JsonElement Parsed(string json) => JsonSerializer.Deserialize(json, ImportsJson.Api.JsonElement);
}

[JsonSerializable(typeof(ImportView))]
[JsonSerializable(typeof(ImportsView))]
[JsonSerializable(typeof(KeptOrdersView))]
[JsonSerializable(typeof(ImportOptionsBody))]
[JsonSerializable(typeof(ImportJob))]
[JsonSerializable(typeof(ScanView))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(StoredOrder))]
[JsonSerializable(typeof(IReadOnlyList<WaitedNews>))]
internal sealed partial class ImportsJson : JsonSerializerContext
{
    /// <summary>The module's types, read and written as the interface does.</summary>
    public static ImportsJson Api { get; } = new(Json.Reading());

    /// <summary>As they are kept: nulls left out, for ever readable.</summary>
    public static ImportsJson Kept { get; } = new(new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull });
}
