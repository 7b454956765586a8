using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Jobs;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Imports;

/// <summary>Trial run, start and undoing of an import: each is a job, which can be paused, cancelled and gone on with.</summary>
internal static class StartImport
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (action, name, kind) in new[]
                 {
                     ("dry-run", "tryImport", ImportWork.ScanKind), ("start", "startImport", ImportWork.Kind), ("undo", "undoImport", UndoWork.Kind),
                 })
        {
            routes.MapWrite("POST", $"/v1/imports/{{id}}/{action}", Scopes.Imports, call => HandleAsync(call, kind))
                .Produces<ImportView>(StatusCodes.Status202Accepted).WithName(name);
        }
    }

    private static async Task<Result<Answer>> HandleAsync(WriteCall<NoBody> call, string kind)
    {
        if (!(await BeginAsync(call, kind)).TryGet(out var row, out var refusal))
        {
            return refusal;
        }

        var whole = await ImportViews.AnswerAsync(call.Unit, row, StatusCodes.Status202Accepted);
        return whole with { Repeated = await ImportViews.AnswerAsync(call.Unit, row, StatusCodes.Status202Accepted, whole: false) };
    }

    /// <summary>Has a trial run, the import itself or its undoing begin.</summary>
    /// <param name="call">The call; its path has the import's id.</param>
    /// <param name="kind">Kind of the job.</param>
    public static async Task<Result<ImportRow>> BeginAsync(WriteCall<NoBody> call, string kind)
    {
        if (UploadImport.Limited(call.Call) is { } limited)
        {
            return limited;
        }

        if (await ImportStore.LockAsync(call.Unit, call.Call.Route("id")) is not { } row)
        {
            return ImportStore.NotFound;
        }

        var job = row.JobId is { } known && (await JobList.FindAsync(call.Unit, known)).TryGet(out var found, out _) ? found.Job : null;
        if (Refused(row, kind, job) is { } refusal)
        {
            return refusal;
        }

        var argument = JsonSerializer.Serialize(new ImportJob(row.PublicId), ImportsJson.Api.ImportJob);
        row.JobId = await call.Call.Get<JobQueue>().SubmitAsync(call.Unit,
            new JobRequest(kind, argument, call.Call.Caller.Actor) { Key = "import:" + row.PublicId });
        row.State = kind == ImportWork.Kind ? ImportState.Started : kind == UndoWork.Kind ? ImportState.Undoing : row.State;
        row.EndedAt = row.EndedAt ?? (kind == UndoWork.Kind ? Micros.Of(call.Call.Now) : null);
        row.Version++;
        await call.Unit.ExecuteAsync("update imports set state = @state, job_id = @job, ended_at = @ended, version = @version where id = @id",
            new { id = row.Id, state = row.State, job = row.JobId, ended = row.EndedAt, version = row.Version });
        var action = kind == UndoWork.Kind ? "import.undo_asked" : kind == ImportWork.Kind ? "import.started" : "import.tried";
        await UploadImport.AuditAsync(call.Call, call.Unit, action, row, default);
        return row;
    }

    // What was cancelled or given up can be started again, and goes on where it stood, or be undone as far as it got.
    private static Refusal? Refused(ImportRow row, string kind, JobView? job)
    {
        var isAtWork = job is not null && job.State is JobState.Waiting or JobState.Running or JobState.Paused;
        if (isAtWork)
        {
            return new Refusal(RefusalKind.Conflict, "imports.at_work");
        }

        return kind switch
        {
            ImportWork.ScanKind when row.State == ImportState.Uploaded => null,
            ImportWork.Kind when row.State is ImportState.Uploaded or ImportState.Started =>
                PreviewJson.Read(row.Preview).Texts.Count == 0 ? new Refusal(RefusalKind.Invalid, "imports.nothing_usable") : null,
            UndoWork.Kind when row.SettledAt is not null => ImportStore.Settled,
            UndoWork.Kind when row.State is ImportState.Started or ImportState.Done or ImportState.Undoing => null,
            UndoWork.Kind => new Refusal(RefusalKind.Conflict, "imports.nothing_to_undo") { Detail = row.State },
            _ => new Refusal(RefusalKind.Conflict, "imports.already_started") { Detail = row.State },
        };
    }
}
