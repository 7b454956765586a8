using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Settings;

/// <summary>Shows and changes what the whole shop goes by; fields that are left out stay.</summary>
internal static class ChangeSettings
{
    /// <summary>What is to be changed: what is left out stays. Only the region of phone numbers can be taken away, by null.</summary>
    public sealed record ChangeSettingsRequest(
        string? Name, string? TimeZone, string? Currency, bool? TaxIncluded, bool? ShippingIncluded, string? WeekStart, string? Language)
    {
        private bool isRegionTold;

        public string? PhoneRegion
        {
            get;
            set => (field, isRegionTold) = (value, true);
        }

        /// <summary>The region that holds once this is changed.</summary>
        public string? RegionOver(string? before) => isRegionTold ? PhoneRegion : before;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/settings", Scopes.Admin, async call =>
            await call.Db.ReadAsync(SettingsStore.ReadAsync, call.Cancellation) is { } settings ? AnswerOf(settings) : Missing())
            .Produces<SettingsBody>().WithName("getSettings");
        routes.MapWrite("PATCH", "/v1/settings", Scopes.Admin, WorkspaceJson.Api.ChangeSettingsRequest, HandleAsync)
            .Produces<SettingsBody>().WithName("changeSettings").OfWholeShop().TakesVersion();
    }

    private static async Task<Result<Answer>> HandleAsync(WriteCall<ChangeSettingsRequest> call) =>
        (await SaveAsync(call, call.Call.Http.Matches)).TryGet(out var settings, out var refusal) ? AnswerOf(settings) : refusal;

    /// <summary>Changes the settings, for the interface and for the page.</summary>
    /// <param name="call">What is to be changed.</param>
    /// <param name="isOfVersion">Whether it was made from the version that is there.</param>
    public static async Task<Result<ShopSettings>> SaveAsync(WriteCall<ChangeSettingsRequest> call, Func<long, bool> isOfVersion)
    {
        await call.Unit.ExecuteAsync("update shop_settings set version = version where id = 1");
        if (await SettingsStore.ReadAsync(call.Unit) is not { } before)
        {
            return Missing();
        }

        if (!isOfVersion(before.Version))
        {
            return new Refusal(RefusalKind.Changed, "request.changed_meanwhile");
        }

        var (was, body) = (SettingsBody.Of(before), call.Body);
        var wanted = new SettingsBody(body.Name ?? was.Name, body.TimeZone ?? was.TimeZone, body.Currency ?? was.Currency,
            body.TaxIncluded ?? was.TaxIncluded, body.ShippingIncluded ?? was.ShippingIncluded, body.WeekStart ?? was.WeekStart,
            body.Language ?? was.Language, body.RegionOver(was.PhoneRegion));
        if (!wanted.Read(before.Version + 1).TryGet(out var settings, out var refusal))
        {
            return refusal;
        }

        await SettingsStore.WriteAsync(call.Unit, settings, call.Call.Now);
        await call.Call.Get<IAudit>().AddAsync(call.Unit,
            new AuditEntry(call.Call.Caller.Actor, "settings.changed", "shop", call.Bytes), call.Call.Now);
        call.Call.Get<SettingsStore>().Forget();
        return settings;
    }

    private static Answer AnswerOf(ShopSettings settings) =>
        Answer.Of(SettingsBody.Of(settings), WorkspaceJson.Api.SettingsBody) with { ETag = $"{settings.Version}" };

    private static Refusal Missing() => new(RefusalKind.Conflict, "setup.not_done");
}
