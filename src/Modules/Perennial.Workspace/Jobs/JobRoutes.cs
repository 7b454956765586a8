using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Jobs;

/// <summary>Work that lasts, as it is seen and told to pause, go on or end. Jobs are the whole shop's.</summary>
internal static class JobRoutes
{
    private const string Prefix = "job";
    private const int JobsDefault = 50;

    public static void Map(IEndpointRouteBuilder server)
    {
        var routes = server.MapGroup("").OfWholeShop();
        routes.MapRead("/v1/jobs", Scopes.Imports, ListAsync).Produces<JobListBody>().WithName("listJobs")
            .TakesQuery("state", "kind", "cursor", "limit");
        routes.MapRead("/v1/jobs/{id}", Scopes.Imports, GetAsync).Produces<JobWithLogBody>().WithName("getJob");
        Ask(routes, "pause", (queue, unit, id) => queue.PauseAsync(unit, id));
        Ask(routes, "resume", (queue, unit, id) => queue.ResumeAsync(unit, id));
        Ask(routes, "cancel", (queue, unit, id) => queue.CancelAsync(unit, id));
    }

    private static void Ask(IEndpointRouteBuilder routes, string verb, Func<JobQueue, DbUnit, Guid, Task<Result<JobView>>> ask) =>
        routes.MapWrite("POST", $"/v1/jobs/{{id}}/{verb}", Scopes.Imports, async call =>
            Named(call.Call).TryGet(out var id, out var refusal) &&
            (await ask(call.Call.Get<JobQueue>(), call.Unit, id)).TryGet(out var job, out refusal)
                ? Answer.Of(JobBody.Of(job), WorkspaceJson.Api.JobBody)
                : refusal).Produces<JobBody>().WithName(verb + "Job");

    private static Result<Guid> Named(ApiCall call) =>
        PublicId.TryRead(Prefix, call.Route("id"), out var id) ? id : new Refusal(RefusalKind.Missing, "jobs.not_found");

    private static async Task<Result<Answer>> ListAsync(ApiCall call)
    {
        var (problems, limit, before) = (new List<FieldProblem>(), JobsDefault, long.MaxValue);
        if (call.Query("limit") is { } rows && !(int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out limit) &&
            limit is >= 1 and <= JobList.PageMax))
        {
            problems.Add(new FieldProblem("limit", "jobs.limit_outside", $"{JobList.PageMax}"));
        }

        if (call.Query("cursor") is { } cursor && !(Cursor.TryRead(cursor, 1, out var place) &&
            long.TryParse(place[0], NumberStyles.None, CultureInfo.InvariantCulture, out before)))
        {
            problems.Add(new FieldProblem("cursor", "jobs.cursor_malformed"));
        }

        var state = call.Query("state") is { } code ? JobStateCode.Read(code) : null;
        if (call.Query("state") is not null && state is null)
        {
            problems.Add(new FieldProblem("state", "jobs.state_unknown", string.Join(", ", Enum.GetValues<JobState>().Select(JobStateCode.Of))));
        }

        if (problems.Count > 0)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        var filter = new JobFilter(state, call.Query("kind"), before, limit);
        var page = await call.Db.ReadAsync(unit => JobList.ListAsync(unit, filter), call.Cancellation);
        return Answer.Of(new JobListBody([.. page.Jobs.Select(JobBody.Of)], page.Next is { } next ? Cursor.Write($"{next}") : null),
            WorkspaceJson.Api.JobListBody);
    }

    private static async Task<Result<Answer>> GetAsync(ApiCall call) =>
        Named(call).TryGet(out var id, out var refusal) &&
        (await call.Db.ReadAsync(unit => JobList.FindAsync(unit, id), call.Cancellation)).TryGet(out var found, out refusal)
            ? Answer.Of(new JobWithLogBody(JobBody.Of(found.Job),
                [.. found.Log.Select(l => new JobLogBody(l.Happened.ToDateTimeOffset(), l.Code, JsonElement.Parse(l.Arguments)))]),
                WorkspaceJson.Api.JobWithLogBody)
            : refusal;
}

/// <summary>A job as it is shown. The rate is in things a second; it and the time left are told once they are known.</summary>
internal sealed record JobBody(string Id, string Kind, string State, string? Asked, long Done, long? Total, decimal? PerSecond, long? SecondsLeft)
{
    public int Attempts { get; set; }

    public DateTimeOffset Created { get; set; }

    public DateTimeOffset? Started { get; set; }

    public DateTimeOffset? Ended { get; set; }

    public string CreatedBy { get; set; } = "";

    public JsonElement? Result { get; set; }

    public string? Error { get; set; }

    public static JobBody Of(JobView job) => new(PublicId.Write("job", job.Id), job.Kind, JobStateCode.Of(job.State),
        job.Asked switch { JobAsked.Pause => "pause", JobAsked.Cancel => "cancel", _ => null }, job.Progress.Done, job.Progress.Total,
        job.Progress.WorkedMs > 0 ? Rounding.Divide(checked(job.Progress.Done * 10_000), job.Progress.WorkedMs) / 10m : null,
        job.Progress.TimeLeft is { } left ? (long)left.TotalSeconds : null)
    {
        Attempts = job.Attempts, Created = job.Created.ToDateTimeOffset(), Started = job.Started?.ToDateTimeOffset(),
        Ended = job.Ended?.ToDateTimeOffset(), CreatedBy = job.CreatedBy, Error = job.Error,
        Result = job is { Result: { } outcome } ? JsonElement.Parse(outcome) : null,
    };
}

/// <summary>Jobs, the latest first.</summary>
internal sealed record JobListBody(IReadOnlyList<JobBody> Jobs, string? Next);

/// <summary>Something that happened to a job, as a code with the values of its words.</summary>
internal sealed record JobLogBody(DateTimeOffset Happened, string Code, JsonElement Arguments);

/// <summary>A job with what happened to it, oldest first.</summary>
internal sealed record JobWithLogBody(JobBody Job, IReadOnlyList<JobLogBody> Log);
