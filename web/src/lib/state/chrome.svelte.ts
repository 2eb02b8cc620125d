/** What a page asks of the frame around it: an action bar of its own takes the place of the phone's navigation. */
class Chrome {
  actionBar = $state(false);
}

export const chrome = new Chrome();
