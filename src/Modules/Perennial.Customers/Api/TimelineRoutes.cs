using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using NodaTime.Text;
using Perennial.Customers.Timeline;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>What happened to a customer, and notes about her.</summary>
internal static class TimelineRoutes
{
    private const int EntriesDefault = 50;
    private const long MicrosMax = long.MaxValue / 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/customers/{id}/timeline", Scopes.CustomersRead, ReadAsync).Produces<TimelineBody>().WithName("getTimeline")
            .TakesQuery("from", "to", "cursor", "limit");
        routes.MapWrite("POST", "/v1/customers/{id}/notes", Scopes.CustomersWrite, CustomersJson.Api.NoteRequest, AddNoteAsync)
            .Produces<NoteWritten>(StatusCodes.Status201Created).WithName("addNote");
        routes.MapWrite("DELETE", "/v1/customers/{id}/notes/{note}", Scopes.CustomersWrite, RemoveNoteAsync)
            .Produces(StatusCodes.Status204NoContent).WithName("removeNote");
    }

    private static async Task<Result<Answer>> ReadAsync(ApiCall call)
    {
        if (!call.CustomerNamed().TryGet(out var id, out var refusal) || !Read(call, id).TryGet(out var request, out refusal) ||
            !(await call.Db.ReadAsync(unit => ReadTimeline.HandleAsync(call.Parts(), unit, request), call.Cancellation))
                .TryGet(out var page, out refusal))
        {
            return refusal;
        }

        return Answer.Of(new TimelineBody([.. page.Entries.Select(e => new TimelineEntryBody(e.At.ToDateTimeOffset(), e.Kind,
                e.Prefix.Length == 0 ? null : PublicId.Write(e.Prefix, e.Subject), e.Arguments))],
            page.Next is { } next ? Cursor.Write(Micros.Of(next.At).ToString(CultureInfo.InvariantCulture), next.Source, $"{next.Subject:N}") : null),
            CustomersJson.Api.TimelineBody);
    }

    private static Result<ReadTimeline.Request> Read(ApiCall call, Guid customer)
    {
        var (problems, limit, after) = (new List<FieldProblem>(), EntriesDefault, (ReadTimeline.Place?)null);
        if (call.Query("limit") is { } rows && !(int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out limit) &&
            limit is >= 1 and <= ReadTimeline.PageMax))
        {
            problems.Add(new FieldProblem("limit", "customers.limit_outside", $"{ReadTimeline.PageMax}"));
        }

        if (call.Query("cursor") is { } cursor)
        {
            after = PlaceOf(cursor);
            if (after is null)
            {
                problems.Add(new FieldProblem("cursor", "customers.cursor_malformed"));
            }
        }

        var (from, to) = (Time(call, "from", problems), Time(call, "to", problems));
        return problems.Count == 0 ? new ReadTimeline.Request(customer, limit, after, from, to) : Refusals.Invalid(problems);
    }

    private static ReadTimeline.Place? PlaceOf(string cursor) =>
        Cursor.TryRead(cursor, 3, out var values) && TryReadMicros(values[0], out var at) && Guid.TryParseExact(values[2], "N", out var subject)
            ? new ReadTimeline.Place(at, values[1], subject)
            : null;

    /// <summary>Reads a time of a cursor; false for what is none, or further away than times go.</summary>
    public static bool TryReadMicros(string text, out Instant at)
    {
        var isTime = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros) &&
            micros > -MicrosMax && micros < MicrosMax;
        at = Micros.ToInstant(isTime ? micros : 0);
        return isTime;
    }

    private static Instant? Time(ApiCall call, string name, List<FieldProblem> problems)
    {
        if (call.Query(name) is not { } text)
        {
            return null;
        }

        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } read)
        {
            return read.Value.ToInstant();
        }

        problems.Add(new FieldProblem(name, "customers.time_malformed"));
        return null;
    }

    private static async Task<Result<Answer>> AddNoteAsync(WriteCall<NoteRequest> call)
    {
        if (!call.Call.CustomerNamed().TryGet(out var id, out var refusal))
        {
            return refusal;
        }

        var request = new AddNote.Request(id, call.Body.Text, call.Call.Caller.Actor);
        return (await AddNote.HandleAsync(call.Call.Parts(), call.Unit, request, call.Call.Now)).TryGet(out var note, out refusal)
            ? Answer.Of(new NoteWritten(PublicId.Write(CustomerIds.Note, note)), CustomersJson.Api.NoteWritten, StatusCodes.Status201Created)
            : refusal;
    }

    private static async Task<Result<Answer>> RemoveNoteAsync(WriteCall<NoBody> call)
    {
        if (!call.Call.CustomerNamed().TryGet(out var id, out var refusal))
        {
            return refusal;
        }

        if (!PublicId.TryRead(CustomerIds.Note, call.Call.Route("note"), out var note))
        {
            return new Refusal(RefusalKind.Missing, "note.not_found");
        }

        return (await RemoveNote.HandleAsync(call.Unit, id, note)).TryGet(out _, out refusal) ? Answer.Nothing : refusal;
    }
}

/// <summary>Something that happened. The subject is the id of what it is about; its kind is a stable code.</summary>
internal sealed record TimelineEntryBody(DateTimeOffset At, string Kind, string? Subject, IReadOnlyDictionary<string, string> Arguments);

/// <summary>What happened, the latest first.</summary>
internal sealed record TimelineBody(IReadOnlyList<TimelineEntryBody> Entries, string? Next);

/// <summary>A note as it is sent.</summary>
internal sealed record NoteRequest
{
    public required string Text { get; set; }
}

/// <summary>A note that was kept.</summary>
internal sealed record NoteWritten(string Id);
