using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Imports;

/// <summary>Shows imports, the rows that could not be used, and what undoing left.</summary>
internal static class ReadImports
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/imports", Scopes.Imports, ListAsync).Produces<ImportsView>().WithName("listImports").TakesQuery("cursor", "limit");
        routes.MapRead("/v1/imports/{id}", Scopes.Imports, call => FoundAsync(call, async (unit, row) =>
            await ImportViews.AnswerAsync(unit, row, StatusCodes.Status200OK))).Produces<ImportView>().WithName("getImport");
        routes.MapRead("/v1/imports/{id}/kept", Scopes.Imports, KeptAsync).Produces<KeptOrdersView>().WithName("listKeptOrders")
            .TakesQuery("cursor", "limit");
        routes.MapGet("/v1/imports/{id}/rejects", (Delegate)RejectsAsync).WithMetadata(new ScopeAsked(Scopes.Imports))
            .Produces<string>(StatusCodes.Status200OK, "text/csv").WithName("getImportRejects").TakesQuery("part");
    }

    private static async Task<Result<Answer>> ListAsync(ApiCall call)
    {
        if (UploadImport.Limited(call) is { } limited)
        {
            return limited;
        }

        if (!Page.TryRead(call.Query("cursor"), call.Query("limit"), out var before, out var limit))
        {
            return Page.Malformed;
        }

        return await call.Db.ReadAsync<Result<Answer>>(async unit =>
        {
            var rows = await ImportStore.ListAsync(unit, before, limit + 1);
            var views = new List<ImportView>(rows.Count);
            foreach (var row in rows.Take(limit))
            {
                views.Add(await ImportViews.OfAsync(unit, row, whole: false));
            }

            return Answer.Of(new ImportsView(views, Page.Next(rows, limit, r => r.Id)), ImportsJson.Api.ImportsView);
        }, call.Cancellation);
    }

    private static Task<Result<Answer>> KeptAsync(ApiCall call) => FoundAsync(call, async (unit, row) =>
    {
        if (!Page.TryRead(call.Query("cursor"), call.Query("limit"), out var before, out var limit))
        {
            return Page.Malformed;
        }

        var kept = await unit.QueryAsync<KeptRow>(KeptSql, new { import = row.Id, before, limit = limit + 1 });
        return Answer.Of(new KeptOrdersView([.. kept.Take(limit).Select(k =>
        {
            var parted = k.OrderKey.IndexOf('\n', StringComparison.Ordinal);
            return new KeptOrderView(PublicId.Write("ord", k.OrderId), k.OrderKey[..parted], k.OrderKey[(parted + 1)..]);
        })], Page.Next(kept, limit, k => k.OrderId)), ImportsJson.Api.KeptOrdersView);
    });

    private static async Task<Result<Answer>> FoundAsync(ApiCall call, Func<DbUnit, ImportRow, Task<Result<Answer>>> answer) =>
        UploadImport.Limited(call) is { } limited ? limited
            : await call.Db.ReadAsync(async unit => await ImportStore.FindAsync(unit, call.Route("id")) is { } row
                ? await answer(unit, row)
                : ImportStore.NotFound, call.Cancellation);

    // A file for each set of columns: rows of two that differ cannot share one. How many there are stands in a header.
    private static Task<IResult> RejectsAsync(HttpContext http) => SendRejectsAsync(http, call => call.Query("part"));

    /// <summary>Sends the rows of an import that could not be used, or why not.</summary>
    /// <param name="http">The request; its path has the import's id.</param>
    /// <param name="part">Which set of columns; the first where it says nothing.</param>
    public static async Task<IResult> SendRejectsAsync(HttpContext http, Func<ApiCall, string?> part)
    {
        (Guid Import, IReadOnlyList<(long Number, RejectsForm Form)> Forms, int Part)? found = null;
        var checkedCall = await ApiRoutes.AnswerAsync(http, async call =>
        {
            var result = await FindRejectsAsync(call, part(call));
            found = result.Succeeded ? result.Value : null;
            return result.Succeeded ? new Answer(StatusCodes.Status200OK, []) : result.Refusal!;
        });
        if (found is not { } rejects)
        {
            return checkedCall;
        }

        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers["Perennial-Parts"] = $"{rejects.Forms.Count}";
        if (rejects.Forms.Count > 0)
        {
            await SendAsync(http, rejects.Import, rejects.Forms[rejects.Part - 1]);
        }

        return Results.Empty;
    }

    private static async Task<Result<(Guid, IReadOnlyList<(long, RejectsForm)>, int)>> FindRejectsAsync(ApiCall call, string? wanted)
    {
        if (UploadImport.Limited(call) is { } limited)
        {
            return limited;
        }

        return await call.Db.ReadAsync<Result<(Guid, IReadOnlyList<(long, RejectsForm)>, int)>>(async unit =>
        {
            if (await ImportStore.FindAsync(unit, call.Route("id")) is not { } row)
            {
                return ImportStore.NotFound;
            }

            if (row.SettledAt is not null && row.Rejected > 0)
            {
                return ImportStore.Settled;
            }

            var forms = await RejectStore.FormsAsync(unit, row.Id);
            return int.TryParse(wanted ?? "1", out var part) && part >= 1 && part <= Math.Max(1, forms.Count)
                ? (row.Id, forms, part)
                : new Refusal(RefusalKind.Missing, "imports.no_such_part") { Detail = $"{forms.Count}" };
        }, call.Cancellation);
    }

    // A page of rows at a time, so that memory does not grow with them.
    private static async Task SendAsync(HttpContext http, Guid import, (long Number, RejectsForm Form) form)
    {
        var db = (Db)http.RequestServices.GetService(typeof(Db))!;
        await using var output = new StreamWriter(http.Response.Body, new UTF8Encoding(false), bufferSize: 64 * 1024);
        for (long after = 0; ;)
        {
            var rows = await db.ReadAsync(unit => RejectStore.ReadAsync(unit, import, form, after), http.RequestAborted);
            if (rows.Count == 0)
            {
                return;
            }

            // Each page is written as a file of its own, of which all but the first lose their header.
            await using var page = new StringWriter();
            CommerceModule.OrderStreams.WriteRejects(rows.Select(r => r.Row), _ => page);
            var text = page.GetStringBuilder();
            var begin = after == 0 ? 0 : form.Form.Header.Length + 1;
            await output.WriteAsync(text.ToString(begin, text.Length - begin));
            await output.FlushAsync(http.RequestAborted);
            after = rows[^1].Number;
        }
    }

    private sealed class KeptRow
    {
        public Guid OrderId { get; set; }

        public string OrderKey { get; set; } = "";
    }

    private const string KeptSql = """
        select order_id as OrderId, order_key as OrderKey from import_undo
        where import_id = @import and kept = true and order_id < @before order by order_id desc limit @limit
        """;
}
