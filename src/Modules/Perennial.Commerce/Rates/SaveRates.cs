using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime.Text;
using Perennial.Commerce.Api;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Time;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Rates;

/// <summary>What one unit of a currency is worth in the shop's, from a day on.</summary>
/// <param name="Currency">Three letters.</param>
/// <param name="Day">The day.</param>
/// <param name="Rate">Units of the shop's currency for one unit, nine decimals at most.</param>
/// <param name="Source">Whose rate it is.</param>
internal sealed record RateBody(string Currency, string Day, decimal Rate, string? Source);

/// <summary>
/// Takes exchange rates, singly or many. What was counted at another rate, or at none, is counted anew: that is told by
/// <c>rates.changed</c>, with the days that the rates reach.
/// </summary>
internal static class SaveRates
{
    public const int RatesMax = 10_000;

    /// <summary>Days that a rate reaches beyond its own: on Sundays nobody states one.</summary>
    public const int DaysReached = 10;

    public const decimal Billion = 1_000_000_000m;
    private const decimal RateMax = 1_000_000_000m;
    private const int SourceCharactersMax = 64;

    public sealed record SaveRateRequest(decimal Rate, string? Source);

    public sealed record SaveRatesRequest
    {
        public required IReadOnlyList<RateBody> Rates { get; set; }
    }

    /// <summary>How many of them were new or other than before.</summary>
    public sealed record SavedRates(int Changed);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWrite("PUT", "/v1/rates/{currency}/{day}", Scopes.Admin, CommerceJson.Api.SaveRateRequest, OneAsync)
            .Produces<RateBody>().WithName("saveRate");
        routes.MapWrite("POST", "/v1/rates", Scopes.Admin, CommerceJson.Api.SaveRatesRequest,
            call => ManyAsync(call.Call, call.Unit, call.Body.Rates), 4 * ApiRoutes.BodyBytesMax).Produces<SavedRates>().WithName("saveRates");
    }

    private static async Task<Result<Answer>> OneAsync(WriteCall<SaveRateRequest> call)
    {
        var body = new RateBody(call.Call.Route("currency"), call.Call.Route("day"), call.Body.Rate, call.Body.Source);
        return (await ManyAsync(call.Call, call.Unit, [body])).TryGet(out _, out var refusal)
            ? Answer.Of(body, CommerceJson.Api.RateBody)
            : refusal.Fields.Count == 0 ? refusal
            : refusal with { Fields = [.. refusal.Fields.Select(f => f with { Field = f.Field.Split('.')[^1] })] };
    }

    /// <summary>Takes rates.</summary>
    public static async Task<Result<Answer>> ManyAsync(ApiCall call, DbUnit unit, IReadOnlyList<RateBody> bodies)
    {
        if (await call.Get<IShopSettings>().FindAsync(call.Db, call.Cancellation) is not { } settings)
        {
            return new Refusal(RefusalKind.Conflict, "setup.not_done");
        }

        // Rates are the whole shop's.
        if (!call.Caller.MayUse(null))
        {
            return new Refusal(RefusalKind.Forbidden, "access.other_store");
        }

        if (!Read(bodies, settings.Currency, Micros.Of(call.Now)).TryGet(out var rows, out var refusal))
        {
            return refusal;
        }

        var writes = unit.Batch();
        var known = unit.Batch();
        var before = known.Ask(KnownSql, RateRow.Keys, rows, row => (row.Text(0), row.Text(1), row.Long(2)));
        await known.RunAsync();
        var same = before.ToHashSet();
        List<RateRow> changed = [.. rows.Where(r => !same.Contains((r.Currency, r.Day, r.Rate)))];
        writes.Insert(RateRow.Table, changed);
        var told = changed.GroupBy(r => r.Currency, StringComparer.Ordinal)
            .Select(g => RatesChanged.Write(g.Key, g.Min(r => r.Number), g.Max(r => r.Number) + DaysReached));
        call.Get<Outbox>().Add(writes, [.. told.Select(body => new OutboxEvent(call.Get<IdSource>().New(), RatesChanged.Name, body, call.Now))]);
        await writes.RunAsync();
        return Answer.Of(new SavedRates(changed.Count), CommerceJson.Api.SavedRates);
    }

    private static Result<IReadOnlyList<RateRow>> Read(IReadOnlyList<RateBody>? bodies, Currency own, long now)
    {
        var problems = new List<FieldProblem>();
        if (bodies is null || bodies.Count is 0 or > RatesMax || bodies.Any(b => b is null))
        {
            problems.Add(new FieldProblem("rates", "rates.too_many_or_none", RatesMax.ToString(CultureInfo.InvariantCulture)));
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        // The last of two of one day holds.
        var rows = new SortedDictionary<(string, string), RateRow>();
        for (var i = 0; i < bodies.Count; i++)
        {
            var before = problems.Count;
            if (bodies[i] is not { } body)
            {
                problems.Add(new FieldProblem($"rates[{i}]", "json.null"));
                continue;
            }

            Check(Currency.TryParse(body.Currency, out var currency), i, "currency", "value.currency_wanted");
            Check(currency.Code != own.Code, i, "currency", "rates.own_currency", own.Code);
            var day = LocalDatePattern.Iso.Parse(body.Day);
            Check(day.Success && DayNumber.InRange(DayNumber.Of(day.Value)), i, "day", "value.day_wanted");
            Check(body.Rate is > 0 and <= RateMax, i, "rate", "rates.out_of_range");
            Check(body.Rate is <= 0 or > RateMax || decimal.Truncate(body.Rate * Billion) == body.Rate * Billion, i, "rate", "rates.too_fine");
            Check(!(body.Source?.Length > SourceCharactersMax), i, "source", "value.too_long", $"{SourceCharactersMax}");
            Check(body.Source?.Any(char.IsControl) != true, i, "source", "value.control_character");
            if (problems.Count == before)
            {
                var number = DayNumber.Of(day.Value);
                rows[(currency.Code, body.Day)] = new RateRow(currency.Code, body.Day, number, (long)(body.Rate * Billion), body.Source, now);
            }
        }

        return problems.Count > 0 ? new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems } : rows.Values.ToList();

        void Check(bool isRight, int index, string field, string code, string? detail = null)
        {
            if (!isRight)
            {
                problems.Add(new FieldProblem($"rates[{index}].{field}", code, detail));
            }
        }
    }

    private sealed record RateRow(string Currency, string Day, int Number, long Rate, string? Source, long RecordedAt)
    {
        public static DbTable<RateRow> Table { get; } = new DbTable<RateRow>("exchange_rates")
            .Text("currency", r => r.Currency).Text("day", r => r.Day).Long("rate", r => r.Rate).Text("source", r => r.Source)
            .Long("recorded_at", r => r.RecordedAt)
            .OnConflict("(currency, day) do update set rate = excluded.rate, source = excluded.source, recorded_at = excluded.recorded_at");

        public static DbTable<RateRow> Keys { get; } = new DbTable<RateRow>("").Text("", r => r.Currency).Text("", r => r.Day);
    }

    private const string KnownSql = "select currency, day, rate from exchange_rates where currency = {{1}} and day = {{2}}";
}
