using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Settings;

namespace Perennial.Workspace.Demo;

/// <summary>
/// The demo shop's own settings. Nobody has to set it up: the owner's key is used up, so that no key of it is ever printed or
/// good for anything.
/// </summary>
internal sealed class DemoFounding(SettingsStore settings, IAudit audit) : IDemoData
{
    private const string Currency = "EUR";
    private const string PhoneRegion = "RO";

    public string Name => "settings";

    public int Order => 0;

    public int Weight => 1;

    public async Task FillAsync(DemoFilling filling, CancellationToken cancellation)
    {
        // Of this call alone: what is set in an asynchronous method does not reach its caller.
        var language = Language.Of(filling.Language) ?? Language.English;
        language.Use();
        var shop = new ShopSettings(WorkspaceModule.Words["demo.shop"], DemoFilling.Zone.Id, new Currency(Currency),
            TaxIn: true, ShippingIn: false, IsoDayOfWeek.Monday, language.Code, PhoneRegion, Version: 1);
        await filling.Db.WriteAsync(async unit =>
        {
            // A shop that somebody set up is never written over, whichever database it is.
            if (await SettingsStore.ReadAsync(unit) is not null)
            {
                throw new DemoRefusedException("demo.not_empty", "settings");
            }

            await SettingsStore.WriteAsync(unit, shop, filling.Now);
            await unit.ExecuteAsync("update installation set owner_key_hash = null where id = 1");
            await audit.AddAsync(unit, new AuditEntry(DemoFilling.Actor, "shop.set_up", "shop"), filling.Now);
        }, cancellation);
        settings.Forget();
        filling.Report(new DemoStep(1000, 1));
    }
}
