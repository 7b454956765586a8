using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Customers.Consent;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>Texts that people agree to, to the letter.</summary>
internal static class ConsentTextRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWrite("POST", "/v1/consents/texts", Scopes.CustomersWrite, CustomersJson.Api.ConsentTextRequest, AddAsync)
            .Produces<ConsentTextWritten>().WithName("addConsentText");
        routes.MapRead("/v1/consents/texts/{id}", Scopes.CustomersRead, GetAsync).Produces<ConsentTextBody>().WithName("getConsentText");
    }

    private static async Task<Result<Answer>> AddAsync(WriteCall<ConsentTextRequest> call)
    {
        var request = new AddConsentText.Request(call.Body.Purpose, call.Body.Language, call.Body.Text);
        return (await AddConsentText.HandleAsync(call.Call.Parts(), call.Unit, request, call.Call.Now)).TryGet(out var id, out var refusal)
            ? Answer.Of(new ConsentTextWritten(PublicId.Write(CustomerIds.ConsentText, id)), CustomersJson.Api.ConsentTextWritten)
            : refusal;
    }

    private static async Task<Result<Answer>> GetAsync(ApiCall call)
    {
        var row = PublicId.TryRead(CustomerIds.ConsentText, call.Route("id"), out var id)
            ? await call.Db.ReadAsync(unit => unit.FindAsync<Row>(FindSql, new { id }), call.Cancellation)
            : null;
        return row is null
            ? new Refusal(RefusalKind.Missing, "consent.text_not_found")
            : Answer.Of(new ConsentTextBody(PublicId.Write(CustomerIds.ConsentText, id), row.Purpose, row.Language, row.Body,
                Micros.ToInstant(row.Added).ToDateTimeOffset()), CustomersJson.Api.ConsentTextBody);
    }

    private sealed class Row
    {
        public string Purpose { get; set; } = "";

        public string Language { get; set; } = "";

        public string Body { get; set; } = "";

        public long Added { get; set; }
    }

    private const string FindSql =
        "select purpose as Purpose, language as Language, body as Body, added as Added from consent_texts where text_id = @id";
}

/// <summary>A text as it is sent; the same one again has the same id.</summary>
internal sealed record ConsentTextRequest
{
    public required string Purpose { get; set; }

    public required string Language { get; set; }

    public required string Text { get; set; }
}

/// <summary>A text that is kept.</summary>
internal sealed record ConsentTextWritten(string Id);

/// <summary>A text as it is kept.</summary>
internal sealed record ConsentTextBody(string Id, string Purpose, string Language, string Text, DateTimeOffset Added);
