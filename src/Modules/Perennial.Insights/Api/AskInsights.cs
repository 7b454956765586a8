using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Insights.Api;

/// <summary>
/// Answers everything of the report live: the report itself or parts of it, stretches beside each other, and the customers
/// behind a number.
/// </summary>
internal static class AskInsights
{
    private const string Fresh = "fresh";
    private static readonly TimeSpan FreshPatience = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/insights/report", Scopes.InsightsRead, ReportAsync).WithName("report").TakesQuery([.. AskedQuestion.Names, Fresh]);
        routes.MapRead("/v1/insights/comparison", Scopes.InsightsRead, ComparisonAsync).WithName("comparison")
            .TakesQuery([.. AskedQuestion.Names, Fresh, "compareTo"]);
        routes.MapRead("/v1/insights/customers", Scopes.InsightsRead, CustomersAsync).WithName("customersBehind")
            .TakesQuery([.. AskedQuestion.Names, Fresh, "number", "in", "later", AskedBehind.CameName, AskedBehind.ValueName, "cursor", "limit"]);
        routes.MapRead("/v1/insights/cohorts", Scopes.InsightsRead, CohortsAsync).WithName("cohortsByFirst")
            .TakesQuery([.. AskedQuestion.Names, Fresh, AskedBehind.CameName]);
        routes.MapRead("/v1/insights/facts/verification", Scopes.Admin, VerifyAsync).WithName("verifyFacts");
    }

    private static Task<Result<Answer>> ReportAsync(ApiCall call) => AskAsync(call, (shop, question) =>
        Written(stream => ReportJson.Write(stream, shop.Answer(question))));

    private static Task<Result<Answer>> ComparisonAsync(ApiCall call) => AskAsync(call, (shop, question) =>
    {
        if (!ComparedPeriod.TryParse(call.Query("compareTo") ?? "previous", out var to))
        {
            return Wrong("compareTo", "insights.compared_period_malformed");
        }

        // Set beside the totals of what it is compared from, so that one call answers.
        var comparison = shop.Compare(question, to);
        var report = shop.Answer(question with { Parts = ReportParts.Totals }) with { Comparison = comparison };
        return Written(stream => ReportJson.Write(stream, report));
    });

    private static async Task<Result<Answer>> CustomersAsync(ApiCall call)
    {
        if (!TryPage(call, out var skip, out var limit))
        {
            return Kernel.Http.Page.Malformed;
        }

        if (!AskedBehind.Read(call.Query).TryGet(out var behind, out var refusal))
        {
            return refusal;
        }

        return await AskAsync(call, (shop, question) =>
        {
            var list = behind is null ? shop.Customers(question) : shop.Customers(question, behind);
            return Written(stream => CustomersJson.Write(stream, list, skip, limit));
        }, behind?.CameBy?.By);
    }

    private static async Task<Result<Answer>> CohortsAsync(ApiCall call)
    {
        if (!AskedBehind.ReadDimension(call.Query).TryGet(out var by, out var refusal))
        {
            return refusal;
        }

        return await AskAsync(call, (shop, question) => Written(stream =>
            FirstCohortsJson.Write(stream, FirstCohorts.Of((LoadedShop)shop, question, by), by, ((LoadedShop)shop).Reading.Sales.Currency)), by);
    }

    private static async Task<Result<Answer>> VerifyAsync(ApiCall call)
    {
        if (call.Get<LiveShop>().Current is not { } live)
        {
            return NotReady(call);
        }

        var verified = await live.VerifyAsync(call.Cancellation);
        return Written(stream => CustomersJson.Write(stream, verified));
    }

    private static async Task<Result<Answer>> AskAsync(
        ApiCall call, Func<ILoadedShop, ReportQuestion, Result<Answer>> answer, OrderField? cameBy = null)
    {
        // Figures of the whole shop are not for a key of one store.
        if (call.Caller.Stores is not null)
        {
            return new Refusal(RefusalKind.Forbidden, "access.other_store");
        }

        var isFresh = call.Query(Fresh) is not null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        patience.CancelAfter(FreshPatience);
        if (await call.Get<IShopSettings>().FindAsync(call.Db, call.Cancellation) is not { } settings ||
            (call.Get<LiveShop>().Current ?? (isFresh ? await LoadedAsync(call, patience.Token) : null)) is not { } live)
        {
            return NotReady(call);
        }

        if (!AskedQuestion.Of(call, settings).TryGet(out var question, out var refusal))
        {
            return refusal;
        }

        if (isFresh && !await CaughtUpAsync(call, live, patience.Token))
        {
            return NotReady(call);
        }

        try
        {
            // Lines of orders are read for the question alone; what the facts say without them is kept.
            var shop = await live.NowAsync(cameBy is { } by ? [.. question.GroupBy, by] : [.. question.GroupBy], isFresh, call.Cancellation);
            return ReferenceEquals(shop, live.Now()) ? Kept(call, settings, shop, () => answer(shop, question)) : answer(shop, question);
        }
        catch (ReportRefusedException e)
        {
            return new Refusal(RefusalKind.Invalid, e.Code) { Detail = e.Detail };
        }
    }

    // The same question of the same facts has the same answer; what it depends on beside is how the shop counts weeks.
    private static Result<Answer> Kept(ApiCall call, ShopSettings settings, ILoadedShop shop, Func<Result<Answer>> answer)
    {
        var asked = string.Join('\n', call.Http.Request.Query.Where(q => q.Key != Fresh).OrderBy(q => q.Key, StringComparer.Ordinal)
            .Select(q => $"{q.Key}={q.Value}").Prepend(call.Http.Request.Path.Value).Append(settings.WeekStart.ToString()));
        var kept = call.Get<KeptAnswers>();
        if (kept.Find(shop, asked) is { } body)
        {
            return new Answer(StatusCodes.Status200OK, body);
        }

        var told = answer();
        if (told.TryGet(out var given, out _))
        {
            kept.Keep(shop, asked, given.Body);
        }

        return told;
    }

    // Whoever set the shop up a moment ago and wants fresh figures waits until there are any.
    private static async Task<ILiveInsights?> LoadedAsync(ApiCall call, CancellationToken patience)
    {
        try
        {
            return await call.Get<LiveShop>().LoadedAsync(patience);
        }
        catch (OperationCanceledException) when (!call.Cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    // Whoever wrote a moment ago and wants to see it asks for figures that hold everything there is.
    private static async Task<bool> CaughtUpAsync(ApiCall call, ILiveInsights live, CancellationToken patience)
    {
        var end = await call.Db.ReadAsync(OutboxLog.EndAsync, call.Cancellation);
        try
        {
            await live.CaughtUpAsync(end, patience);
            return true;
        }
        catch (OperationCanceledException) when (!call.Cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool TryPage(ApiCall call, out int skip, out int limit)
    {
        (skip, limit) = (0, Cursor.RowsDefault);
        return (call.Query("cursor") is not { } cursor || (Cursor.TryRead(cursor, 1, out var values) &&
                int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out skip))) &&
            (call.Query("limit") is not { } rows || (int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out limit) &&
                limit is > 0 and <= Cursor.RowsMax));
    }

    private static Refusal Wrong(string field, string code, string? detail = null) =>
        new(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem(field, code, detail)] };

    private static Refusal NotReady(ApiCall call)
    {
        call.Http.Response.Headers.RetryAfter = "1";
        return new Refusal(RefusalKind.Unavailable, "insights.not_ready");
    }

    private static Answer Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return new Answer(StatusCodes.Status200OK, stream.ToArray());
    }
}
