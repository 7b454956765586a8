using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>What customers agreed to: write down, show, hold against the hashes.</summary>
internal static class ConsentRoutes
{
    private const int ConsentsMax = 1_000;
    private const int ConsentsBytesMax = 4 * 1024 * 1024;

    private static readonly JsonListRules Listed = new("consents", ConsentsMax, "consents.list_wanted", "consents.too_many_or_none");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/customers/{id}/consents", Scopes.CustomersRead, ReadAsync).Produces<ConsentsBody>().WithName("getConsents");
        routes.MapWrite("POST", "/v1/consents", Scopes.CustomersWrite, CustomersJson.Api.ConsentRequest, RecordAsync)
            .Produces<ConsentWritten>(StatusCodes.Status201Created).WithName("recordConsent");
        routes.MapPost("/v1/consents/batch", (Delegate)((HttpContext http) => ApiRoutes.AnswerAsync(http, RecordManyAsync)))
            .WithMetadata(new ScopeAsked(Scopes.CustomersWrite), new IdempotencyTaken()).TakesJson<ConsentsRequest>()
            .Produces<ConsentsWritten>().WithName("recordConsents");
        routes.MapRead("/v1/consents/verification", Scopes.CustomersRead, VerifyAsync).Produces<ConsentVerification>().WithName("verifyConsents");
    }

    private static async Task<Result<Answer>> ReadAsync(ApiCall call)
    {
        if (!call.CustomerNamed().TryGet(out var id, out var refusal))
        {
            return refusal;
        }

        var read = await call.Db.ReadAsync(async unit => (await GetCustomer.HandleAsync(unit, id)).Succeeded
            ? await ReadConsents.HandleAsync(unit, id)
            : null, call.Cancellation);
        return read is null ? Refusals.NotFound : Answer.Of(new ConsentsBody([.. read.Select(ConsentStateBody.Of)]), CustomersJson.Api.ConsentsBody);
    }

    private static async Task<Result<Answer>> RecordAsync(WriteCall<ConsentRequest> call)
    {
        var recorded = await RecordConsents.HandleAsync(call.Call.Parts(), call.Unit, [call.Body.Read(call.Call.Caller.Actor)], call.Call.Now);
        return recorded[0].TryGet(out var id, out var refusal)
            ? Answer.Of(new ConsentWritten(PublicId.Write(CustomerIds.Consent, id)), CustomersJson.Api.ConsentWritten, StatusCodes.Status201Created)
            : refusal;
    }

    private static async Task<Result<Answer>> RecordManyAsync(ApiCall call)
    {
        if (!(await BodyBytes.ReadAsync(call.Http.Request, ConsentsBytesMax, call.Cancellation)).TryGet(out var bytes, out var refusal) ||
            !JsonList.Split(bytes, Listed).TryGet(out var pieces, out refusal))
        {
            return refusal;
        }

        var read = pieces.Select(p => Json.Read(bytes.AsSpan(p.Start, p.Length), CustomersJson.Api.ConsentRequest)).ToList();
        List<ConsentEntry> entries = [.. read.Where(r => r.Succeeded).Select(r => r.Value.Read(call.Caller.Actor))];
        return await ApiRoutes.WriteAsync(call, bytes, async unit =>
            Told(call.Get<Problems>(), read, await RecordConsents.HandleAsync(call.Parts(), unit, entries, call.Now)));
    }

    private static Answer Told(Problems problems, List<Result<ConsentRequest>> read, IReadOnlyList<Result<Guid>> recorded)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * read.Count);
        using (var json = new Utf8JsonWriter(buffer, Json.Writing))
        {
            var (count, next) = (recorded.Count(r => r.Succeeded), 0);
            json.WriteStartObject();
            json.WriteNumber("recorded", count);
            json.WriteNumber("refused", read.Count - count);
            json.WriteStartArray("results");
            foreach (var one in read)
            {
                if ((one.Succeeded ? recorded[next++] : one.Refusal!).TryGet(out var id, out var refusal))
                {
                    JsonSerializer.Serialize(json, new ConsentWritten(PublicId.Write(CustomerIds.Consent, id)), CustomersJson.Api.ConsentWritten);
                }
                else
                {
                    problems.Write(json, refusal);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new Answer(StatusCodes.Status200OK, buffer.WrittenSpan.ToArray());
    }

    private static async Task<Result<Answer>> VerifyAsync(ApiCall call)
    {
        var verified = await call.Db.ReadAsync(VerifyConsents.HandleAsync, call.Cancellation);
        return Answer.Of(new ConsentVerification(verified.Rows, verified.First is null, verified.First is { } first
            ? new ConsentFault(PublicId.Write(CustomerIds.Customer, first.Customer), first.Sequence, first.Code)
            : null), CustomersJson.Api.ConsentVerification);
    }
}

/// <summary>A consent as it is sent.</summary>
internal sealed record ConsentRequest
{
    /// <summary>Whose.</summary>
    public required string Customer { get; set; }

    /// <summary>What for, as a code: <c>marketing</c>.</summary>
    public required string Purpose { get; set; }

    /// <summary>By which channel, as a code: <c>email</c>.</summary>
    public required string Channel { get; set; }

    /// <summary><c>given</c> or <c>withdrawn</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>Where, as a code: <c>form:checkout</c>.</summary>
    public required string Source { get; set; }

    /// <summary>By whom, as a code; unless given, the key that asks.</summary>
    public string? Actor { get; set; }

    /// <summary>When it was said; only a claim may leave it out.</summary>
    public DateTimeOffset? Happened { get; set; }

    /// <summary>Id of the text that was agreed to.</summary>
    public string? Text { get; set; }

    public ConsentProofBody? Proof { get; set; }

    /// <summary>Somebody else says that it was so, as in a list.</summary>
    public bool Claimed { get; set; }

    // Ids and codes that are none are told with all else that is wrong, by whoever looks at the rest.
    public ConsentEntry Read(string actor) => new(PublicId.TryRead(CustomerIds.Customer, Customer, out var id) ? id : default, Purpose, Channel,
        Kind switch { "given" => ConsentKind.Given, "withdrawn" => ConsentKind.Withdrawn, _ => default }, Source, Actor ?? actor)
    {
        Happened = Happened is { } at ? Instant.FromDateTimeOffset(at) : null, IsClaimed = Claimed, Proof = Proof?.Read(),
        Text = Text is null ? null : PublicId.TryRead(CustomerIds.ConsentText, Text, out var text) ? text : Guid.Empty,
    };
}

/// <summary>What proves a consent.</summary>
internal sealed record ConsentProofBody
{
    /// <summary><c>stated</c>, <c>double_opt_in</c> or <c>none</c>.</summary>
    public required string Kind { get; set; }

    public string? Ip { get; set; }

    public string? Address { get; set; }

    public DateTimeOffset? Confirmed { get; set; }

    public ConsentProof Read() => new(Kind switch
    {
        "none" => ConsentProofKind.None, "stated" => ConsentProofKind.Stated, "double_opt_in" => ConsentProofKind.DoubleOptIn,
        _ => (ConsentProofKind)(-1),
    }, Ip, Address, Confirmed is { } at ? Instant.FromDateTimeOffset(at) : null);
}

/// <summary>Many consents of one call.</summary>
internal sealed record ConsentsRequest(IReadOnlyList<ConsentRequest> Consents);

/// <summary>A consent that was written down.</summary>
internal sealed record ConsentWritten(string Id);

/// <summary>What became of many: an id or a problem for each, in their order.</summary>
internal sealed record ConsentsWritten(int Recorded, int Refused, IReadOnlyList<ConsentWritten> Results);

/// <summary>Where a customer stands on everything she was ever asked.</summary>
internal sealed record ConsentsBody(IReadOnlyList<ConsentStateBody> Consents);

/// <summary>Where she stands on one purpose and channel, the entry that says so, and all entries.</summary>
internal sealed record ConsentStateBody(string Purpose, string Channel, string Standing, string? Entry, IReadOnlyList<ConsentEntryBody> Entries)
{
    public static ConsentStateBody Of(ReadConsents.Answer answer) => new(answer.Purpose, answer.Channel, answer.State.Standing switch
    {
        ConsentStanding.Given => "given", ConsentStanding.Claimed => "claimed", ConsentStanding.Withdrawn => "withdrawn", _ => "unknown",
    }, answer.State.Entry is { } entry ? PublicId.Write(CustomerIds.Consent, entry) : null, [.. answer.Rows.Select(ConsentEntryBody.Of)]);
}

/// <summary>A row of the ledger.</summary>
internal sealed record ConsentEntryBody(string Id, string Kind, bool Claimed, string Proof, DateTimeOffset? Happened, DateTimeOffset Recorded,
    DateTimeOffset? Confirmed, string Source, string Actor, string? Text)
{
    public static ConsentEntryBody Of(ConsentRow row) => new(PublicId.Write(CustomerIds.Consent, row.Entry),
        row.Kind == ConsentKind.Given ? "given" : "withdrawn", row.IsClaimed,
        row.Proof switch { ConsentProofKind.Stated => "stated", ConsentProofKind.DoubleOptIn => "double_opt_in", _ => "none" },
        row.Happened?.ToDateTimeOffset(), row.Recorded.ToDateTimeOffset(), row.Confirmed?.ToDateTimeOffset(), row.Source, row.Actor,
        row.Text is { } text ? PublicId.Write(CustomerIds.ConsentText, text) : null);
}

/// <summary>Whether the ledger is as it was written, and the first row that is not.</summary>
internal sealed record ConsentVerification(long Rows, bool Whole, ConsentFault? FirstWrong);

/// <summary>A row that is not as it was written; the code says how.</summary>
internal sealed record ConsentFault(string Customer, long Sequence, string Code);
